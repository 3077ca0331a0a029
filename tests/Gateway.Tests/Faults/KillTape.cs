using System.Globalization;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Faults;

/// <summary>An endless tape over fifty instruments: each trade has its own number, most go on in time, some come late. Thread-safe.</summary>
internal sealed class KillTape(Random random)
{
    private const int Instruments = 50;
    private const int Session = 170;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<TestTrade>> _trades = [];
    private double _minute;

    /// <summary>All trades made so far; not to be read while bodies are made.</summary>
    public IReadOnlyDictionary<string, List<TestTrade>> ByTicker => _trades;

    public TestTrade[] NextBody()
    {
        lock (_gate)
        {
            _minute = (_minute + 0.2) % Session;
            var body = new TestTrade[random.Next(1, 400)];
            for (var i = 0; i < body.Length; i++) body[i] = Next();
            return body;
        }
    }

    private TestTrade Next()
    {
        var ticker = string.Create(CultureInfo.InvariantCulture, $"K{random.Next(Instruments):D2}");
        if (!_trades.TryGetValue(ticker, out var trades)) _trades[ticker] = trades = [];
        var minute = random.Next(10) == 0 ? random.NextDouble() * Session : _minute + (random.NextDouble() / 5);
        var trade = TestTrade.At(ticker, trades.Count + 1, minute, 1000 + (5 * random.Next(-10, 11)), 100 * random.Next(1, 50), random.Next(2) == 0 ? 'B' : 'S');
        trades.Add(trade);
        return trade;
    }
}
