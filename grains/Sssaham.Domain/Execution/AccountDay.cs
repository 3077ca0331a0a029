using System.Collections.Immutable;

namespace Sssaham.Domain.Execution;

/// <summary>What an account had at the start of a day and what flowed since, so that the day's profit can be told.</summary>
/// <param name="Day">Days since 1970 in Western Indonesian Time (UTC+7).</param>
/// <param name="StartLots">Lots held when the day began, by code; lots adopted during the day count as held before it.</param>
/// <param name="Flow">Money from sells less money for buys and fees of the day, by code.</param>
public sealed record AccountDay(long Day, ImmutableSortedDictionary<string, long> StartLots, ImmutableSortedDictionary<string, decimal> Flow)
{
    private const long ZoneUs = 7 * 3_600_000_000L;
    private const long DayUs = 86_400_000_000L;

    /// <summary>The day of an instant.</summary>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>Days since 1970 in Western Indonesian Time.</returns>
    public static long Of(long timeUs) => (timeUs + ZoneUs) / DayUs;

    /// <summary>A day that starts with what is held.</summary>
    /// <param name="day">The day.</param>
    /// <param name="positions">What is held.</param>
    /// <returns>The day without any flow.</returns>
    public static AccountDay Start(long day, IEnumerable<Position> positions) => new(
        day,
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, positions.Where(p => p.Lots != 0).Select(p => KeyValuePair.Create(p.Code, p.Lots))),
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal));

    /// <summary>Books a fill.</summary>
    /// <param name="fill">The fill.</param>
    /// <returns>The day with it.</returns>
    public AccountDay Book(FillBooked fill)
    {
        var value = fill.Lots * fill.LotSize * fill.Price;
        return this with { Flow = Flow.SetItem(fill.Code, Flow.GetValueOrDefault(fill.Code) + (fill.Side == OrderSide.Sell ? value : -value) - fill.Fee) };
    }

    /// <summary>Counts lots as held before the day.</summary>
    /// <param name="code">Instrument code.</param>
    /// <param name="lots">Lots, negative to take away.</param>
    /// <returns>The day with them.</returns>
    public AccountDay Adopt(string code, long lots) => this with { StartLots = StartLots.SetItem(code, StartLots.GetValueOrDefault(code) + lots) };

    /// <summary>Profit of the day in one instrument: flow + value now − value of the start lots at the reference price.</summary>
    /// <param name="code">Instrument code.</param>
    /// <param name="lots">Lots held now.</param>
    /// <param name="lotSize">Shares in a lot.</param>
    /// <param name="last">Last price.</param>
    /// <param name="reference">The close that the day is measured by.</param>
    /// <returns>Profit after fees, negative for a loss, in currency.</returns>
    public decimal Profit(string code, long lots, int lotSize, decimal last, decimal reference) =>
        Flow.GetValueOrDefault(code) + ((decimal)lots * lotSize * last) - ((decimal)StartLots.GetValueOrDefault(code) * lotSize * reference);
}
