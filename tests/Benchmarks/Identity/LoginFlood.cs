using System.Diagnostics;
using System.Net;
using System.Text;
using Sssaham.Benchmarks.Execution;

namespace Sssaham.Benchmarks.Identity;

/// <summary>Orders one after another, as in the benchmark of execution, alone and while 200 sign-ins a second come in.</summary>
internal static class LoginFlood
{
    private const int Accounts = 50;
    private const int Orders = 1_500;
    private const int PerSecond = 200;
    private const string Code = "ORDR";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"username":"budi","password":"kapal-terbang-biru"}""");

    public static async Task RunAsync()
    {
        await using var desk = await TradingDesk.StartAsync(Accounts);
        await desk.TradeAsync([Code], 100);
        using var client = desk.Gateway.Client(200);
        using (var made = await PostAsync(client, "/register", Encoding.UTF8.GetBytes("""{"username":"budi","email":"budi@example.id","password":"kapal-terbang-biru"}"""))) made.EnsureSuccessStatusCode();
        await PlaceAsync(desk, 0, 500);
        var alone = await PlaceAsync(desk, 500, Orders);
        using var stop = new CancellationTokenSource();
        var flood = FloodAsync(client, stop.Token);
        await PlaceAsync(desk, 500 + Orders, 100);
        var flooded = await PlaceAsync(desk, 600 + Orders, Orders);
        await stop.CancelAsync();
        var (tried, signedIn, refused, seconds, login) = await flood;
        var after = await PlaceAsync(desk, 600 + (2 * Orders), Orders);
        Console.WriteLine($"    {tried / seconds:N0} sign-ins/s tried, {signedIn / seconds:N1}/s let in, {refused / seconds:N0}/s told to wait; those let in took {login}");
        Machine.Report("API call → order bytes at the broker, alone, p50", alone.P50, "ms");
        Machine.Report("the same, p99", alone.P99, "ms");
        Machine.Report($"with {PerSecond} sign-ins a second, p50", flooded.P50, "ms", alone.P50);
        Machine.Report("the same, p99", flooded.P99, "ms", alone.P99);
        Machine.Report("alone again, p99", after.P99, "ms");
        Console.WriteLine($"    alone: {alone}");
        Console.WriteLine($"    flooded: {flooded}");
        Console.WriteLine();
    }

    private static async Task<Latencies> PlaceAsync(TradingDesk desk, int first, int count)
    {
        var (bytes, custCodes) = (new Latencies(), desk.Broker.CustCodes);
        for (var i = first; i < first + count; i++)
        {
            var (custCode, price) = (custCodes[i % custCodes.Count], 1 + (i * 0.01m));
            var received = desk.Submits.Buy(custCode, Code, price);
            var from = Stopwatch.GetTimestamp();
            await desk.BuyAsync(custCode, Code, price);
            bytes.Add(from, await received);
        }

        return bytes;
    }

    private static async Task<(int Tried, int SignedIn, int Refused, double Seconds, Latencies Login)> FloodAsync(HttpClient client, CancellationToken stop)
    {
        var (tried, signedIn, refused, login, watch, under) = (0, 0, 0, new Latencies(), Stopwatch.StartNew(), new List<Task>());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested)
        {
            while (tried < watch.Elapsed.TotalSeconds * PerSecond)
            {
                tried++;
                under.Add(Task.Run(LoginAsync, CancellationToken.None));
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        await Task.WhenAll(under);
        return (tried, signedIn, refused, seconds, login);

        async Task LoginAsync()
        {
            var from = Stopwatch.GetTimestamp();
            using var answer = await PostAsync(client, "/login", Body);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref signedIn);
                login.Add(from, Stopwatch.GetTimestamp());
            }
            else if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Interlocked.Increment(ref refused);
            }
            else
            {
                throw new InvalidOperationException($"A sign-in was answered {(int)answer.StatusCode}.");
            }
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return await client.PostAsync(new Uri(path, UriKind.Relative), content);
    }
}
