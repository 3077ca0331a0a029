using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Flow;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Notifications;
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
        builder.Configuration.AddSecretFiles();
        PortCheck.Run(builder.Configuration["Urls"]);
        var options = builder.Configuration.GetSection(SssahamOptions.Section).Get<SssahamOptions>() ?? new SssahamOptions();
        options.Check(builder.Configuration.GetConnectionString(SssahamOptions.ConnectionName));
        if (options.IsPostgres) builder.AddClusterClient();
        else builder.AddEmbeddedSilo(new DataFolder(options.DataPath));
        builder.AddTelemetry("sssaham-gateway");
        var limits = builder.Configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new GatewayOptions();
        limits.Check();
        builder.Services.AddSingleton(limits);
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(p => p.GetRequiredService<Drain>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout += limits.DrainDelay);
        builder.Services.AddRequestLimits(limits);
        builder.Services.AddTimeLimits(limits);
        builder.Services.AddOrigins(limits);
        builder.Services.AddHttps(limits);
        builder.Services.AddAnswerCompression();
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
        builder.Services.AddAccess();
        builder.Services.AddUsers(builder.Configuration);
        builder.Services.AddNotifications(builder.Configuration);
        builder.Services.AddSingleton<ClusterReader>();
        builder.Services.AddHealth(embedded: !options.IsPostgres);
        builder.Services.AddOpenApi(o =>
        {
            var describer = new EndpointDescriber();
            o.AddOperationTransformer(describer);
            o.AddDocumentTransformer(describer);
        });
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        builder.Services.AddExceptionHandler<Unavailable>();
        builder.Services.AddExceptionHandler<Forbidden>();
        builder.WebHost.ConfigureKestrel(kestrel => TimeLimits.Bound(kestrel, limits));

        var app = builder.Build();
        app.UseTrustedProxies(limits);
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A request that cannot be read is the client's fault, not ours.
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
        app.UseHttps(limits);
        app.Services.GetRequiredService<Drain>().Use(app);
        app.UsePages();
        app.UseAnswerCompression();
        app.UseRouting();
        if (Telemetry.IsOn(app.Configuration)) app.UseRequestSpans();
        app.UseCors();
        app.UseRequestTimeouts();
        app.UseAuditing(app.Services.GetRequiredService<AuditLog>(), app.Services.GetRequiredService<TimeProvider>());
        app.UseAccess();
        app.UseWebSockets();
        app.UseRateLimiter();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                // Parts of two versions must not mix after an upgrade; unchanged files answer 304.
                file.Context.Response.Headers.CacheControl = "no-cache";
                file.Context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
            },
        });
        app.MapIngest();
        app.MapIngestSocket();
        app.MapFootprint();
        app.MapRepair();
        app.MapGaps();
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
        app.MapUsers();
        app.MapNotifications();
        app.MapStreams();
        app.MapFeeds();
        app.MapJobs();
        app.MapArchive();
        app.MapHealth();
        app.MapCluster();
        if (OrleansDashboard.IsOn(app.Configuration)) app.MapDashboard();
        app.MapOpenApi("/openapi/{documentName}.json").RequireViewer();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.SwaggerEndpoint("/openapi/v1.json", "Sssaham");
        });
        app.PrintWelcome();
        return app;
    }
}
