using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Market;
using Sssaham.Grains.Execution;
using Sssaham.IpotSimulator;
using Sssaham.Silo.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

public sealed class IpotConnectorTests
{
    private const string Account = "R10000012345";

    [Theory]
    [InlineData("R12345", true)]
    [InlineData("M10000012345", true)]
    [InlineData("R12345678901234567890", true)]
    [InlineData("R123456789012345678901", false)]
    [InlineData("R1234", false)]
    [InlineData("r12345", false)]
    [InlineData("112345", false)]
    [InlineData("R12345a", false)]
    [InlineData("R１２３４５", false)]
    [InlineData("", false)]
    public void An_account_is_a_capital_letter_and_digits(string custCode, bool valid) =>
        (Connector(("Url", "wss://broker.example/socket")).Problem(custCode) is null).ShouldBe(valid);

    [Theory]
    [InlineData("", "Brokers:Ipot:Url is not set")]
    [InlineData("broker", "Brokers:Ipot:Url is no ws:// or wss:// address")]
    [InlineData("https://broker.example", "Brokers:Ipot:Url is no ws:// or wss:// address")]
    [InlineData("ws://broker.example/socket", "Brokers:Ipot:Url must be wss:// outside this machine: it carries a session")]
    [InlineData("ws://127.0.0.1:5091", null)]
    public void An_address_that_cannot_be_used_is_a_problem_of_every_account(string url, string? problem) => Connector(("Url", url)).Problem(Account).ShouldBe(problem);

    [Fact]
    public void What_accounts_share_comes_from_the_configuration()
    {
        Connector(("Url", "wss://broker.example/socket")).Profile.ShouldBe(new BrokerProfile("IDX", false, true, 0.0015m, 0.0025m, 10, 20));
        Connector(("Url", "ws://localhost:1"), ("Venue", "SIM"), ("DryRun", "true"), ("BuyFeeRate", "0.001"), ("SellFeeRate", "0.002"), ("OrdersPerSecond", "5"), ("Burst", "6")).Profile
            .ShouldBe(new BrokerProfile("SIM", true, false, 0.001m, 0.002m, 5, 6));
    }

    [Fact]
    public void Checks_before_an_order_are_named_in_one_setting() =>
        Settings(("PreChecks", "CASHINFO, OB2,jtm")).Get<IpotOptions>()!.PreChecks.ShouldBe(IpotPreChecks.CashInfo | IpotPreChecks.Ob2 | IpotPreChecks.Jtm);

    [Theory]
    [InlineData(false, "session=configured; agent=7")]
    [InlineData(true, "session=given")]
    public async Task A_link_signs_in_with_the_session_it_is_given_or_else_with_the_configured_one(bool given, string cookie)
    {
        await using var broker = await IpotServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var connector = Connector(("Url", broker.Address.ToString()), ("Credentials:R10000012345:0", "Cookie: session=configured; agent=7"), ("Credentials:R10000012345:1", "X-Agent: a"));
        await using var link = connector.Open(Account, given ? ["Cookie: session=given"] : [], new Deaf());
        var running = link.RunAsync(stop.Token);
        await Eventually.BeTrueAsync(() => Task.FromResult(broker.Calls.Count > 0), "no link");
        broker.Cookie.ShouldBe(cookie);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private static IpotConnector Connector(params (string Name, string Value)[] settings)
    {
        var section = Settings(settings);
        var root = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Brokers:Ipot:{s.Name}", (string?)s.Value))).Build();
        return new IpotConnector(section.Get<IpotOptions>()!, root, VenueCatalog.Standard(), TimeProvider.System, NullLogger<IpotLink>.Instance);
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Brokers:Ipot:{s.Name}", (string?)s.Value))).Build().GetSection(IpotConnector.Section);

    /// <summary>Hears and does nothing: only the sign-in is of interest.</summary>
    private sealed class Deaf : IBrokerLinkSink
    {
        public Task ConnectedAsync() => Task.CompletedTask;

        public Task DisconnectedAsync(string reason, bool loginRequired) => Task.CompletedTask;

        public Task AnsweredAsync(RequestKind kind, string orderId, bool ok, string? orderNo, string? message) => Task.CompletedTask;

        public Task PushedAsync(BrokerPush push, bool isListed) => Task.CompletedTask;

        public Task ListedAsync(long askedUs) => Task.CompletedTask;

        public Task PositionAsync(string code, long lots, long availableLots, decimal? averagePrice) => Task.CompletedTask;

        public Task CashAsync(decimal available) => Task.CompletedTask;
    }
}
