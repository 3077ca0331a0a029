using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>A feed that listens to a real WebSocket.</summary>
public sealed class SocketFeedTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-").FullName;
    private readonly Trade[] _trades = TapeFiles.Trades(200);
    private FeedHost _host = null!;
    private LoopbackSocket _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackSocket.StartAsync();
        _host = await FeedHost.StartAsync(Path.Combine(_folder, "data"));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_subscribes_as_configured_and_the_trades_arrive()
    {
        var link = await ListenAsync(new { url = _server.Url, headers = new[] { "X-Key: secret: 7" }, subscribe = new[] { "first", "second" } });
        await Eventually.TrueAsync(() => link.Heard.Length == 2);
        link.Heard.ShouldBe(["first", "second"]);
        link.Header("X-Key").ShouldBe("secret: 7");

        foreach (var trade in _trades) await link.SendAsync(TapeFiles.Line(trade));
        await ShouldHaveAllAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_that_ends_is_made_again_and_what_comes_twice_does_no_harm(bool politely)
    {
        var link = await ListenAsync(new { url = _server.Url, subscribe = new[] { "all" } });
        foreach (var trade in _trades[..120]) await link.SendAsync(TapeFiles.Line(trade));
        await _host.UntilAsync("socket", s => s.Trades == 120);
        if (politely) await link.CloseAsync();
        else link.Drop();
        link = await _server.LinkAsync(2);
        await Eventually.TrueAsync(() => link.Heard.Length == 1);
        foreach (var trade in _trades[80..]) await link.SendAsync(TapeFiles.Line(trade));

        var status = await ShouldHaveAllAsync();
        (status.Duplicates, status.Reconnects, status.State).ShouldBe((40, 1, "running"));
        status.Message.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_message_in_fragments_and_one_of_many_records_are_read_whole()
    {
        var link = await ListenAsync(new { url = _server.Url });
        await link.SendInFragmentsAsync(TapeFiles.Line(_trades[0]), 3);
        var many = string.Join(',', _trades[1..].Select(t => TapeFiles.Line(t)));
        await link.SendInFragmentsAsync($"[{many}]{new string(' ', 200_000)}", 30_001);

        await ShouldHaveAllAsync();
    }

    [Fact]
    public async Task Garbage_is_counted_and_the_link_stays()
    {
        var link = await ListenAsync(new { url = _server.Url });
        await link.SendAsync("garbage");
        await link.SendAsync("{\"ticker\":\"BBCA\"}");
        await link.SendAsync("");
        await link.SendAsync($"[{TapeFiles.Line(_trades[0])},7,{TapeFiles.Line(_trades[1])}]");

        var status = await _host.UntilAsync("socket", s => s.Trades == 2);
        (status.Rejected, status.Reconnects, status.State).ShouldBe((3, 0, "running"));
        _server.Links.ShouldBe(1);
    }

    [Fact]
    public async Task Jumps_of_the_numbers_are_counted_where_the_source_numbers_without_gaps_and_a_new_day_counts_anew()
    {
        var link = await ListenAsync(new { url = _server.Url, gaplessNumbers = true });
        foreach (var number in new[] { 5, 6, 9, 8, 10, 12 }) await link.SendAsync(TapeFiles.Line(_trades[0] with { Number = number }));
        foreach (var number in new[] { 1, 2, 4 }) await link.SendAsync(TapeFiles.Line(_trades[0] with { Number = number, TimeUs = _trades[0].TimeUs + 86_400_000_000 }));

        await Eventually.TrueAsync(async () => (await _host.StatusAsync("socket")) is { Trades: 9, Gaps: 4 }, () => $"{_host.StatusAsync("socket").Result}");
    }

    [Fact]
    public async Task A_log_that_fails_for_a_while_loses_nothing()
    {
        var link = await ListenAsync(new { url = _server.Url });
        await link.SendAsync(TapeFiles.Line(_trades[0]));
        await _host.UntilAsync("socket", s => s.Trades == 1);
        _host.Log.Failing = true;
        foreach (var trade in _trades) await link.SendAsync(TapeFiles.Line(trade));
        await Eventually.TrueAsync(() => _host.Log.Refused > 1);
        _host.Log.Failing = false;

        (await ShouldHaveAllAsync()).Reconnects.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"url":"http://host"}""", "url:")]
    [InlineData("""{"url":"ws://host","venue":"NOWHERE"}""", "venue:")]
    [InlineData("""{"url":"ws://host","headers":["no colon"]}""", "headers:")]
    [InlineData("""{"url":"ws://host","headers":["bad name: x"]}""", "headers:")]
    [InlineData("""{"url":"ws://host","headers":null}""", "headers:")]
    [InlineData("""{"url":"ws://host","idleLimit":"00:00:00"}""", "idleLimit:")]
    [InlineData("""{"url":"ws://host","mapping":"nobody"}""", "mapping:")]
    public async Task Wrong_settings_are_refused_by_name(string settings, string named) =>
        (await Should.ThrowAsync<ArgumentException>(() => _host.Feed("wrong").StartAsync(new FeedSpec("websocket", settings), anew: false))).Message.ShouldStartWith(named);

    private async Task<LoopbackLink> ListenAsync(object settings)
    {
        await _host.Feed("socket").StartAsync(FeedHost.Spec("websocket", settings), anew: false);
        return await _server.LinkAsync(1);
    }

    private async Task<FeedStatus> ShouldHaveAllAsync()
    {
        var status = await _host.UntilAsync("socket", s => s.Trades == _trades.Length);
        (await _host.BarsAsync("IDX:BBCA")).ShouldBeBars(Tapes.Bars(Tapes.Idx, TapeFiles.Day, _trades));
        return status;
    }
}
