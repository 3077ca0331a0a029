using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>A mapping that was checked and taken apart, ready for reading.</summary>
internal sealed class TapePlan
{
    private TapePlan(TapeMapping mapping, Venue venue, TapeClock clock)
    {
        Mapping = mapping;
        Venue = venue;
        Clock = clock;
        var json = mapping.Format != TapeFormat.Csv;
        var ipot = mapping.Format == TapeFormat.Ipot;
        var names = new string[(int)TapeField.Count + mapping.Where.Count];
        var paths = new List<(int, string)>();
        foreach (var (field, path) in FieldsOf(mapping))
        {
            var inRecord = json && !ipot && mapping.Record.Length > 0;
            var alternatives = path.Split('|').Select(p => inRecord ? $"{mapping.Record}.{p}" : p).ToArray();
            names[(int)field] = string.Join(" or ", alternatives);
            paths.AddRange(alternatives.Select(p => ((int)field, p)));
        }

        Expected = new byte[mapping.Where.Count][];
        for (var i = 0; i < mapping.Where.Count; i++)
        {
            names[FirstFilter + i] = mapping.Where[i].Field;
            paths.Add((FirstFilter + i, mapping.Where[i].Field));
            Expected[i] = Encoding.UTF8.GetBytes(mapping.Where[i].Value);
        }

        Names = names;
        Paths = paths;
        Sides = [.. mapping.SideValues.Select(v => (Encoding.UTF8.GetBytes(v.Key), SideOf(v.Value)!.Value))];
        Prefix = Encoding.UTF8.GetBytes(mapping.SkipPrefixTo ?? "");
    }

    public const int FirstFilter = (int)TapeField.Count;

    public TapeMapping Mapping { get; }

    public Venue Venue { get; }

    public TapeClock Clock { get; }

    /// <summary>What errors call the slots' fields.</summary>
    public string[] Names { get; }

    /// <summary>Slot and JSON path (from the root) or column.</summary>
    public IReadOnlyList<(int Slot, string Path)> Paths { get; }

    /// <summary>What the filters want, by filter.</summary>
    public byte[][] Expected { get; }

    public (byte[] Text, Side Side)[] Sides { get; }

    public byte[] Prefix { get; }

    public static bool TryCreate(
        TapeMapping mapping,
        Func<string, Venue?> venues,
        Func<string, TimeZoneInfo?>? zones,
        [NotNullWhen(true)] out TapePlan? plan,
        [NotNullWhen(false)] out FeedError? error)
    {
        plan = null;
        error = Check(mapping);
        if (error is not null) return false;
        if (venues(mapping.Venue) is not { } venue)
        {
            error = new FeedError("venue", $"is not configured: '{mapping.Venue}'");
            return false;
        }

        if (!TapeClock.TryCreate(mapping, zones, out var clock, out error))
        {
            error ??= new FeedError("time", "cannot be read");
            return false;
        }

        plan = new TapePlan(mapping, venue, clock);
        error = null;
        return true;
    }

    private static IEnumerable<(TapeField Field, string Path)> FieldsOf(TapeMapping m)
    {
        (TapeField Field, string? Path)[] fields = m.Format == TapeFormat.Ipot
            ? [(TapeField.Record, m.Record), (TapeField.Time, m.Time.Field)]
            :
            [
                (TapeField.Venue, m.VenueField), (TapeField.Ticker, m.TickerField), (TapeField.TradeNo, m.TradeNoField),
                (TapeField.Date, m.Time.DateField), (TapeField.Time, m.Time.Field), (TapeField.Price, m.PriceField),
                (TapeField.Quantity, m.QuantityField), (TapeField.Lots, m.LotsField), (TapeField.Side, m.SideField), (TapeField.Bid, m.BidField),
                (TapeField.Ask, m.AskField), (TapeField.Board, m.BoardField), (TapeField.Buyer, m.BuyerField),
                (TapeField.Seller, m.SellerField), (TapeField.PreviousClose, m.PreviousCloseField),
            ];
        foreach (var (field, path) in fields)
        {
            if (!string.IsNullOrEmpty(path)) yield return (field, path);
        }
    }

    private static FeedError? Check(TapeMapping m)
    {
        if (!Enum.IsDefined(m.Format)) return new FeedError("format", "is not known");
        if (!Enum.IsDefined(m.Time.Unit)) return new FeedError("time.unit", "is not known");
        if (m.Format == TapeFormat.Csv && (m.Delimiter.Length != 1 || m.Delimiter[0] is '"' or '\r' or '\n' or > '~'))
            return new FeedError("delimiter", $"is not one ASCII character: '{m.Delimiter}'");
        if (m.Ticker is { } ticker && !InstrumentKey.IsTicker(ticker)) return new FeedError("ticker", $"is no ticker: '{ticker}'");
        if (m.Format == TapeFormat.Ipot)
        {
            if (m.Record.Length > 0 && m.Time.Field.Length == 0) return new FeedError("time.field", "is missing");
            if (m.Time.Unit == TapeTimeUnit.Clock) return new FeedError("time.unit", "is no instant");
            if (m.Record.Length == 0 && m.Date is null) return new FeedError("date", "is missing, and there is no envelope to take it from");
        }
        else
        {
            if (m.Ticker is null && string.IsNullOrEmpty(m.TickerField)) return new FeedError("tickerField", "is missing, and there is no constant ticker");
            if (m.Time.Field.Length == 0) return new FeedError("time.field", "is missing");
            if (string.IsNullOrEmpty(m.PriceField)) return new FeedError("priceField", "is missing");
            if (string.IsNullOrEmpty(m.QuantityField) && string.IsNullOrEmpty(m.LotsField)) return new FeedError("quantityField", "is missing, and so are lots");
        }

        foreach (var (text, side) in m.SideValues)
        {
            if (SideOf(side) is null) return new FeedError($"sideValues.{text}", $"is neither B nor S nor empty: '{side}'");
        }

        var paths = FieldsOf(m).Select(f => f.Path).Concat(m.Where.Select(f => f.Field)).Append(m.Record.Length == 0 ? "-" : m.Record);
        foreach (var path in paths)
        {
            var parts = m.Format == TapeFormat.Csv ? path.Split('|') : path.Split('|', '.');
            if (parts.Any(p => p.Length == 0)) return new FeedError("mapping", $"holds a path with an empty part: '{path}'");
        }

        if (m.Record.Contains('|', StringComparison.Ordinal)) return new FeedError("record", "cannot take alternatives");
        // Filters are conditions on one value; either of two would leave open which.
        return m.Where.Any(f => f.Field.Contains('|', StringComparison.Ordinal)) ? new FeedError("where", "cannot take alternatives") : null;
    }

    private static Side? SideOf(string text) => text.ToUpperInvariant() switch
    {
        "B" or "BUY" => Side.Buy,
        "S" or "SELL" => Side.Sell,
        "" => Side.Unknown,
        _ => null,
    };
}
