using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Security;
using Sssaham.Gateway.Streaming;
using Sssaham.Gateway.Tests.Support;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

/// <summary>The trading endpoints and the streams over HTTP, with accounts that the test plays.</summary>
public sealed class TradingHost : IAsyncLifetime
{
    public const string Account = "paper:demo";
    public const string Other = "paper:other";
    private readonly FakeDirectory _directory = new();
    private readonly FakeGrains _grains;
    private readonly WebApplication _app;

    public TradingHost()
    {
        (var factory, _grains) = FakeGrains.Create();
        Demo = Add(Account);
        Second = Add(Other);
        Add("nosuch:1");
        _grains.OtherAccount = id => new FakeAccount(id, _directory);
        _grains.Add<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key, _directory);
        _grains.Add(IInstrumentDirectoryGrain.Key, FakeGrain.Of<IInstrumentDirectoryGrain>((_, args) => Task.FromResult<string[]>((string)args[0]! switch { "GOTO" or "MUTE" => ["IDX"], "BOTH" => ["IDX", "GENERIC"], _ => [] })));
        _grains.Add("IDX:GOTO", FakeGrain.Of<ITickerGrain>((_, _) => Task.FromResult(new PriceView(60, 1, new BestQuote(2, 59, 61), null, null, null, new InstrumentScale(0, 0, 100, [0], [1]), null))));
        _grains.Add("IDX:MUTE", FakeGrain.Of<ITickerGrain>((_, _) => Task.FromResult(new PriceView(null, null, null, null, null, null, new InstrumentScale(0, 0, 100, [0], [1]), null))));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--Urls=http://127.0.0.1:0", "--Trading:TestCode=GOTO"], ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IGrainFactory>(factory);
        builder.Services.AddSingleton(AdminKey.Load(null!, GatewayProcess.Key));
        builder.Services.AddSingleton(VenueCatalog.Standard());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new GatewayOptions());
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(p => p.GetRequiredService<Drain>());
        builder.Services.AddSingleton<InstrumentResolver>();
        builder.Services.AddSingleton<MarketReader>();
        builder.Services.AddSingleton<StreamHub>();
        builder.Services.AddSingleton(p => new ScoreHub(factory, null!, p.GetRequiredService<ILogger<ScoreHub>>()));
        builder.Services.AddSingleton<NotificationHub>();
        builder.Services.AddSingleton<NotificationChannel>();
        builder.Services.AddTrading();
        builder.Services.AddAccess();
        builder.Services.AddUsers(builder.Configuration);
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        builder.Services.AddExceptionHandler<Unavailable>();
        _app = builder.Build();
        _app.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError });
        _app.UseRouting();
        _app.UseAccess();
        _app.UseWebSockets();
        _app.MapTrading();
        _app.MapStreams();
    }

    internal FakeAccount Demo { get; }

    internal FakeAccount Second { get; }

    internal AccountHub Hub => _app.Services.GetRequiredService<AccountHub>();

    internal Uri Address { get; private set; } = null!;

    internal Api Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _directory.NoteAsync(Account, true);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
        Api = new Api(Address, GatewayProcess.Key);
    }

    public async Task DisposeAsync()
    {
        Api.Dispose();
        await _app.DisposeAsync();
    }

    internal Task<Answer> PostAsync(string path, string body, params (string Name, string Value)[] headers) => Api.PostAsync("/api/v1/trading" + path, Encoding.UTF8.GetBytes(body), null, headers);

    internal Task<Answer> GetAsync(string path) => Api.GetAsync("/api/v1/trading" + path);

    private FakeAccount Add(string id)
    {
        var account = new FakeAccount(id, _directory);
        _grains.Add<IBrokerAccountGrain>(id, account);
        return account;
    }
}
