using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Sssaham.IpotSimulator;

/// <summary>
/// A broker that speaks IPOT's contract on loopback: sign-in, cash, stocks, orders with answers by <c>rid</c> and pushes, pings. It keeps
/// its own truth of orders and positions, can be told to misbehave, and remembers every submit that reached it.
/// </summary>
public sealed class IpotServer : IAsyncDisposable
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(5);
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Link, bool> _links = [];
    private readonly List<SimulatedOrder> _orders = [];
    private readonly List<string> _submits = [];
    private readonly List<string> _calls = [];
    private readonly Dictionary<(string CustCode, string Code), long> _positions = [];
    private long _orderNo = 2024021200000100;

    private IpotServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, <c>ws://…</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>How it treats the next orders.</summary>
    public Misbehaviour Misbehaviour { get; set; }

    /// <summary>What it does with orders that it took.</summary>
    public Filling Filling { get; set; }

    /// <summary>Refuses connections while set, as a broker under maintenance does.</summary>
    public bool Closed { get; set; }

    /// <summary>The session is no longer known: the handshake says so.</summary>
    public bool LoginExpired { get; set; }

    /// <summary>With what the next question for the session's accounts is refused.</summary>
    public string? AccountsRefused { get; set; }

    /// <summary>Where connections are led with a redirect.</summary>
    public Uri? LeadsTo { get; set; }

    /// <summary>Pushes in the nested form of captures instead of the flat one of the specification.</summary>
    public bool NestedPushes { get; set; }

    /// <summary>Cash of every account, rupiah.</summary>
    public decimal Cash { get; set; } = 1_000_000_000;

    /// <summary>The accounts of the session.</summary>
    public IReadOnlyList<string> CustCodes { get; set; } = ["R10000012345"];

    /// <summary>Told of every order that was taken, with the <see cref="Stopwatch"/> timestamp at which its submit had been received, before it is answered.</summary>
    public Action<SimulatedOrder, long>? Submitted { get; set; }

    /// <summary>Every submit frame that was taken, in its order.</summary>
    public IReadOnlyList<string> Submits
    {
        get
        {
            lock (_gate) return [.. _submits];
        }
    }

    /// <summary>Every call that came, submits that were not taken included, in their order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    /// <summary>Lists of orders are answered when this is done.</summary>
    public Task ListsAfter { get; set; } = Task.CompletedTask;

    /// <summary>Does not answer questions for the list of orders.</summary>
    public bool NoLists { get; set; }

    /// <summary>All orders.</summary>
    public IReadOnlyList<SimulatedOrder> Orders
    {
        get
        {
            lock (_gate) return [.. _orders];
        }
    }

    /// <summary>The cookie of the last connection.</summary>
    public string? Cookie { get; private set; }

    /// <summary>Connections at the moment.</summary>
    public int Connections => _links.Count;

    /// <summary>Starts a broker on a free loopback port, or a given one.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="address">The address; the loopback unless given.</param>
    /// <param name="certificate">Speaks TLS with it.</param>
    public static async Task<IpotServer> StartAsync(int port = 0, string? address = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // A gateway's settings beside the program are not the broker's.
        builder.Configuration["AllowedHosts"] = "*";
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(address is null ? IPAddress.Loopback : IPAddress.Parse(address), port, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var app = builder.Build();
        var server = new IpotServer(app);
        app.UseWebSockets();
        app.Run(server.ServeAsync);
        await app.StartAsync();
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new Uri(bound.Replace("http", "ws", StringComparison.Ordinal));
        return server;
    }

    /// <summary>Lots of a stock that an account holds.</summary>
    public long Position(string custCode, string code)
    {
        lock (_gate) return _positions.GetValueOrDefault((custCode, code));
    }

    /// <summary>Gives an account a stock.</summary>
    public void SetPosition(string custCode, string code, long lots)
    {
        lock (_gate) _positions[(custCode, code)] = lots;
    }

    /// <summary>Matches lots of an order and tells of it.</summary>
    public void Fill(string orderNo, long lots, decimal? price = null)
    {
        SimulatedOrder order;
        lock (_gate)
        {
            order = _orders.Single(o => o.OrderNo == orderNo);
            lots = Math.Min(lots, order.Lots - order.Matched);
            order.Matched += lots;
            if (order.Status != "C") order.Status = "M";
            var key = (order.CustCode, order.Code);
            _positions[key] = _positions.GetValueOrDefault(key) + (order.Side == "BUY" ? lots : -lots);
        }

        Push(order, "M", price);
        PushPortfolio(order.CustCode);
    }

    /// <summary>Tells those who listen to the portfolio of an account, or of any, that it changed. The form is a guess.</summary>
    public void PushPortfolio(string? custCode = null)
    {
        foreach (var link in _links.Keys.Where(l => l.Hears("LP", custCode))) _ = link.SendAsync("""{"event":"push","data":{"rtype":"LP","data":{}}}""");
    }

    /// <summary>Ends an order and tells of it.</summary>
    public void End(string orderNo, string status, string? message = null)
    {
        SimulatedOrder order;
        lock (_gate)
        {
            order = _orders.Single(o => o.OrderNo == orderNo);
            order.Status = status;
        }

        Push(order, status, null, message);
    }

    /// <summary>Cuts every link.</summary>
    public void DropLinks()
    {
        foreach (var link in _links.Keys) link.Abort();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        DropLinks();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (Closed)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (LeadsTo is { } elsewhere)
        {
            context.Response.Redirect(elsewhere.ToString());
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        Cookie = context.Request.Headers.Cookie;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var link = new Link(socket, context);
        _links[link] = true;
        try
        {
            var pinging = PingAsync(link);
            await foreach (var frame in link.FramesAsync()) await HandleAsync(link, frame);
            link.Abort();
            await pinging;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The client went away, or we cut it off.
        }
        finally
        {
            _links.TryRemove(link, out _);
        }
    }

    private static async Task PingAsync(Link link)
    {
        while (link.IsOpen)
        {
            await Task.Delay(PingEvery);
            await link.SendAsync("#1");
        }
    }

    private async Task HandleAsync(Link link, string frame)
    {
        var receivedAt = Stopwatch.GetTimestamp();
        if (frame == "#2") return;
        if (JsonNode.Parse(frame) is not JsonObject message) return;
        lock (_gate) _calls.Add(frame);
        var cid = message["cid"]!.GetValue<long>();
        var name = message["event"]!.GetValue<string>();
        if (name == "#handshake")
        {
            await link.SendAsync(LoginExpired
                ? $$$"""{"rid":{{{cid}}},"data":{"id":"x","isAuthenticated":false,"message":"Session expired"}}"""
                : $$$"""{"rid":{{{cid}}},"data":{"id":"x","isAuthenticated":true,"pingTimeout":10000}}""");
            return;
        }

        var command = message["data"]!["param"]!;
        var arguments = command["param"] as JsonObject ?? [];
        switch (command["cmd"]!.GetValue<string>())
        {
            case "MYACCOUNT" when AccountsRefused is { } reason:
                AccountsRefused = null;
                await RefuseAsync(link, cid, reason);
                break;
            case "MYACCOUNT":
                await AnswerAsync(link, cid, new JsonObject { ["custcode"] = new JsonArray([.. CustCodes.Select(c => JsonValue.Create(c))]), ["main"] = CustCodes[0] });
                break;
            case "CASHINFO":
                await AnswerAsync(link, cid, new JsonObject { ["rec"] = new JsonArray([.. Enumerable.Range(0, 70).Select(i => JsonValue.Create(i == 16 ? Cash.ToString(CultureInfo.InvariantCulture) : "0"))]) });
                break;
            case "STOCKPOS":
                await AnswerAsync(link, cid, []);
                foreach (var (code, lots) in PositionsOf(arguments["custcode"]!.GetValue<string>())) await link.SendAsync(StockFrame(code, lots));
                break;
            case "ORDER":
                link.Listen("ORDER", arguments["custcode"]!.GetValue<string>());
                await ListsAfter;
                if (NoLists) break;
                await AnswerAsync(link, cid, []);
                foreach (var order in Orders.Where(o => o.CustCode == arguments["custcode"]!.GetValue<string>())) await link.SendAsync(OrderFrame(order, order.Status, null, null));
                break;
            case "LP":
                link.Listen("LP", arguments["custcode"]!.GetValue<string>());
                await AnswerAsync(link, cid, []);
                break;
            case "subscribe":
                await AnswerAsync(link, cid, []);
                break;
            case "BUY" or "SELL":
                await SubmitAsync(link, cid, frame, receivedAt, command, arguments);
                break;
            case "CANCEL":
                await CancelAsync(link, cid, arguments);
                break;
            case "AMEND":
                await AmendAsync(link, cid, arguments);
                break;
            default:
                await RefuseAsync(link, cid, "NOSERVICE");
                break;
        }
    }

    private async Task SubmitAsync(Link link, long cid, string frame, long receivedAt, JsonNode command, JsonObject arguments)
    {
        var way = Misbehaviour;
        if (way == Misbehaviour.DropBeforeReceipt)
        {
            link.Abort();
            return;
        }

        SimulatedOrder order;
        lock (_gate)
        {
            _submits.Add(frame);
            order = new SimulatedOrder
            {
                OrderNo = (++_orderNo).ToString(CultureInfo.InvariantCulture),
                CustCode = arguments["custcode"]!.GetValue<string>(),
                Side = command["cmd"]!.GetValue<string>(),
                Code = arguments["code"]!.GetValue<string>(),
                Price = arguments["price"]!.GetValue<decimal>(),
                Lots = arguments["vol"]!.GetValue<long>(),
                SubmitId = command["submitid"]!.GetValue<long>(),
            };
            if (way != Misbehaviour.Refuse) _orders.Add(order);
        }

        Submitted?.Invoke(order, receivedAt);
        switch (way)
        {
            case Misbehaviour.Refuse:
                await RefuseAsync(link, cid, "Price is out of the band");
                return;
            case Misbehaviour.DropAfterReceipt:
                link.Abort();
                return;
            case Misbehaviour.Silence:
                link.IsSilent = true;
                return;
            case Misbehaviour.PushFirst:
                await PushAsync(order, "O", null, null);
                break;
            default:
                break;
        }

        if (way != Misbehaviour.NoAnswer) await AnswerAsync(link, cid, new JsonObject { ["jatsorderno"] = order.OrderNo });
        if (way != Misbehaviour.PushFirst) await PushAsync(order, "O", null, null);
        if (Filling == Filling.AtOnce) Fill(order.OrderNo, order.Lots);
        for (var lot = 0; Filling == Filling.LotByLot && lot < order.Lots; lot++) Fill(order.OrderNo, 1);
    }

    private async Task CancelAsync(Link link, long cid, JsonObject arguments)
    {
        var order = Find(arguments);
        if (order is null || order.IsDone)
        {
            await RefuseAsync(link, cid, order is null ? "Unknown order" : "The order is done");
            return;
        }

        await AnswerAsync(link, cid, new JsonObject { ["jatsorderno"] = order.OrderNo });
        End(order.OrderNo, "C");
    }

    private async Task AmendAsync(Link link, long cid, JsonObject arguments)
    {
        var order = Find(arguments);
        if (order is null || order.IsDone || arguments["vol"]!.GetValue<long>() < order.Matched)
        {
            await RefuseAsync(link, cid, "The order cannot be amended");
            return;
        }

        lock (_gate)
        {
            order.Price = arguments["price"]!.GetValue<decimal>();
            order.Lots = arguments["vol"]!.GetValue<long>();
        }

        await AnswerAsync(link, cid, new JsonObject { ["jatsorderno"] = order.OrderNo });
        await PushAsync(order, order.Status, null, null);
    }

    private SimulatedOrder? Find(JsonObject arguments)
    {
        lock (_gate) return _orders.SingleOrDefault(o => o.OrderNo == arguments["jatsorderno"]?.GetValue<string>());
    }

    private List<(string Code, long Lots)> PositionsOf(string custCode)
    {
        lock (_gate) return [.. _positions.Where(p => p.Key.CustCode == custCode).Select(p => (p.Key.Code, p.Value))];
    }

    private void Push(SimulatedOrder order, string status, decimal? price, string? message = null) => _ = PushAsync(order, status, price, message);

    private async Task PushAsync(SimulatedOrder order, string status, decimal? price, string? message)
    {
        var frame = OrderFrame(order, status, price, message);
        foreach (var link in _links.Keys.Where(l => l.Hears("ORDER", order.CustCode)))
        {
            for (var times = Misbehaviour == Misbehaviour.DoublePushes ? 2 : 1; times > 0; times--) await link.SendAsync(frame);
        }
    }

    private string OrderFrame(SimulatedOrder order, string status, decimal? price, string? message)
    {
        var row = new JsonObject
        {
            ["rtype"] = "ORDER",
            ["code"] = order.Code,
            ["custcode"] = order.CustCode,
            ["cmd"] = order.Side,
            ["status"] = status,
            ["price"] = price ?? order.Price,
            ["vol"] = status == "M" ? order.Matched : order.Lots,
            ["jatsorderno"] = order.OrderNo,
        };
        if (message is not null) row["message"] = message;
        if (NestedPushes)
        {
            row.Remove("status");
            row.Remove("vol");
            row.Remove("rtype");
            var withdrawn = status == "C" ? order.Lots - order.Matched : 0;
            var rejected = status == "R" ? order.Lots : 0;
            row["price"] = (price ?? order.Price).ToString("0.00", CultureInfo.InvariantCulture);
            row["qty"] = new JsonArray(order.Lots - order.Matched - withdrawn - rejected, 0, order.Matched, withdrawn, rejected, 0);
            return new JsonObject { ["event"] = "push", ["data"] = new JsonObject { ["rtype"] = "ORDER", ["data"] = row } }.ToJsonString();
        }

        return new JsonObject { ["event"] = "push", ["data"] = row }.ToJsonString();
    }

    private static string StockFrame(string code, long lots)
    {
        var record = new JsonArray([.. Enumerable.Range(0, 30).Select(i => JsonValue.Create(i switch { 5 => code, 6 or 9 => lots.ToString(CultureInfo.InvariantCulture), _ => "0" }))]);
        return new JsonObject { ["event"] = "push", ["data"] = new JsonObject { ["rtype"] = "STOCKPOS", ["rec"] = record } }.ToJsonString();
    }

    private static Task AnswerAsync(Link link, long cid, JsonObject data) =>
        link.SendAsync(new JsonObject { ["rid"] = cid, ["data"] = new JsonObject { ["status"] = "OK", ["message"] = "SUCCESS", ["data"] = data } }.ToJsonString());

    private static Task RefuseAsync(Link link, long cid, string message) =>
        link.SendAsync(new JsonObject { ["rid"] = cid, ["data"] = new JsonObject { ["status"] = "ERROR", ["message"] = message } }.ToJsonString());

    /// <summary>One connection.</summary>
    private sealed class Link(WebSocket socket, HttpContext context) : IDisposable
    {
        private readonly SemaphoreSlim _sending = new(1, 1);
        private readonly ConcurrentDictionary<(string Subject, string CustCode), bool> _heard = [];

        /// <summary>Says nothing more, without closing.</summary>
        public bool IsSilent { get; set; }

        public bool IsOpen => socket.State == WebSocketState.Open;

        public void Abort()
        {
            try
            {
                context.Abort();
            }
            catch (ObjectDisposedException)
            {
                // The other side has just closed it: the request is over and the link as good as cut.
            }
        }

        /// <summary>Subscribes to what is said of an account.</summary>
        public void Listen(string subject, string custCode) => _heard[(subject, custCode)] = true;

        /// <summary>Whether it listens to what is said of an account; without one, of any.</summary>
        public bool Hears(string subject, string? custCode) => custCode is null ? _heard.Keys.Any(h => h.Subject == subject) : _heard.ContainsKey((subject, custCode));

        public async Task SendAsync(string frame)
        {
            if (IsSilent) return;
            await _sending.WaitAsync();
            try
            {
                if (IsOpen) await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, CancellationToken.None);
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                // The link is gone.
            }
            finally
            {
                _sending.Release();
            }
        }

        public async IAsyncEnumerable<string> FramesAsync()
        {
            var buffer = new byte[64 << 10];
            while (true)
            {
                var length = 0;
                while (true)
                {
                    var part = await socket.ReceiveAsync(buffer.AsMemory(length), context.RequestAborted);
                    if (part.MessageType == WebSocketMessageType.Close) yield break;
                    length += part.Count;
                    if (part.EndOfMessage) break;
                }

                yield return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }

        public void Dispose() => _sending.Dispose();
    }
}
