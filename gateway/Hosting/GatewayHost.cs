using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Flow;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Operations;
using Sssaham.Gateway.Scoring;
using Sssaham.Gateway.Security;
using Sssaham.Gateway.Streaming;
using Sssaham.Silo.Hosting;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Gateway.Hosting;

/// <summary>Puts the gateway together; on the embedded default the silo runs inside it.</summary>
internal static class GatewayHost
{
    public static WebApplication Build(string[] args)
    {
        // Settings and page lie beside the program; the data folder is relative to where it is started.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        PortCheck.Run(builder.Configuration["Urls"]);
        var options = builder.Configuration.GetSection(SssahamOptions.Section).Get<SssahamOptions>() ?? new SssahamOptions();
        options.Check(builder.Configuration.GetConnectionString(SssahamOptions.ConnectionName));
        if (options.IsPostgres) builder.AddClusterClient();
        else builder.AddEmbeddedSilo(new DataFolder(options.DataPath));
        builder.AddTelemetry();
        builder.Services.AddSingleton<TickerTable>();
        builder.Services.AddSingleton(p => AdminKey.Load(p.GetService<IFileLayer>(), builder.Configuration["Security:AdminKey"]));
        builder.Services.AddSingleton<InstrumentResolver>();
        builder.Services.AddSingleton<MarketReader>();
        builder.Services.AddSingleton<SummaryCache>();
        builder.Services.AddSingleton<FlowVenues>();
        builder.Services.AddSingleton<StreamHub>();
        builder.Services.AddHostedService(p => p.GetRequiredService<StreamHub>());
        builder.Services.AddSingleton<ScoreHub>();
        builder.Services.AddHostedService(p => p.GetRequiredService<ScoreHub>());
        builder.Services.AddTrading();
        builder.Services.AddHealth(embedded: !options.IsPostgres);
        builder.Services.AddOpenApi();
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        builder.Services.AddExceptionHandler<Unavailable>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A request that cannot be read is the client's fault, not ours.
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseAccess();
        app.UseWebSockets();
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                // Parts of two versions must not mix after an upgrade; unchanged files answer 304.
                file.Context.Response.Headers.CacheControl = "no-cache";
                file.Context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
                file.Context.Response.Headers.XContentTypeOptions = "nosniff";
            },
        });
        app.MapIngest();
        app.MapIngestSocket();
        app.MapFootprint();
        app.MapSummary();
        app.MapInstruments();
        app.MapDailyBars();
        app.MapQuotes();
        app.MapBrokerSummaries();
        app.MapBrokers();
        app.MapSmartMoney();
        app.MapIntradayFlow();
        app.MapRange();
        app.MapFeatures();
        app.MapAggregate();
        app.MapDivergence();
        app.MapTrading();
        app.MapStreams();
        app.MapFeeds();
        app.MapJobs();
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json").RequireReader();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.SwaggerEndpoint("/openapi/v1.json", "Sssaham");
        });
        app.PrintWelcome();
        return app;
    }
}
