namespace Sssaham.Domain.Market.Feeds;

/// <summary>How the lines of a tape are written.</summary>
public enum TapeFormat : byte
{
    /// <summary>A JSON value per line, or per WebSocket message.</summary>
    Ndjson = 0,

    /// <summary>Columns between delimiters.</summary>
    Csv = 1,

    /// <summary>IPOT live trade records, bare or inside a JSON archive envelope.</summary>
    Ipot = 2,
}

/// <summary>Lets only those rows through in which a field holds a value.</summary>
/// <param name="Field">JSON path from the message's root, or column. A row without it does not pass.</param>
/// <param name="Value">The value as text: <c>trade</c>, <c>true</c>, <c>7</c>.</param>
public sealed record TapeFilter(string Field, string Value);

/// <summary>
/// How a line of a file or a WebSocket message becomes a trade. Comes from configuration; <see cref="TapePresets"/> has ready ones.
/// Fields are named by JSON path inside the record (<c>a.b</c>, array elements by index: <c>a.0</c>) or by column (name, or index
/// from 0). <c>x|y</c> means either; a record that gives both is refused.
/// </summary>
public sealed record TapeMapping
{
    /// <summary>How lines are written.</summary>
    public TapeFormat Format { get; init; }

    /// <summary>CSV: the delimiter, one ASCII character.</summary>
    public string Delimiter { get; init; } = ",";

    /// <summary>CSV: whether the first line names the columns. Not so when <see cref="Columns"/> are given: then a line that equals
    /// them is skipped wherever it comes, so that reading may start in the middle of a file.</summary>
    public bool Header { get; init; } = true;

    /// <summary>CSV: the columns' names, for files without header or for reading from the middle.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Everything before the first occurrence of this text is dropped from a line; the text itself stays.</summary>
    public string? SkipPrefixTo { get; init; }

    /// <summary>JSON path of the record inside the message; empty when the message is the record. IPOT: of the record's text.</summary>
    public string Record { get; init; } = "";

    /// <summary>Rows have to pass all of these.</summary>
    public IReadOnlyList<TapeFilter> Where { get; init; } = [];

    /// <summary>The venue of records that name none.</summary>
    public string Venue { get; init; } = "IDX";

    /// <summary>Field of the venue.</summary>
    public string? VenueField { get; init; }

    /// <summary>The ticker of every row, where rows have none.</summary>
    public string? Ticker { get; init; }

    /// <summary>Field of the ticker.</summary>
    public string? TickerField { get; init; }

    /// <summary>Field of the exchange trade number. A row without one still is a trade (<see cref="FeedTrade.HasNumber"/>).</summary>
    public string? TradeNoField { get; init; }

    /// <summary>When the trade was made. IPOT: when the envelope was written, for the date.</summary>
    public TapeTime Time { get; init; } = new();

    /// <summary>The date, for rows that carry a time of day only.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Field of the price.</summary>
    public string? PriceField { get; init; }

    /// <summary>Field of the quantity in shares or the venue's unit.</summary>
    public string? QuantityField { get; init; }

    /// <summary>Field of the quantity in lots. A row gives this or the quantity.</summary>
    public string? LotsField { get; init; }

    /// <summary>Field of the aggressor's side.</summary>
    public string? SideField { get; init; }

    /// <summary>What the side's values mean: <c>B</c>, <c>S</c>, or empty for not known. None given: <c>B</c>, <c>buy</c>, <c>S</c>, <c>sell</c> in
    /// any case.</summary>
    public IReadOnlyDictionary<string, string> SideValues { get; init; } = new Dictionary<string, string>();

    /// <summary>Field of the best bid; with the ask it tells the side of rows that do not state it (quote rule).</summary>
    public string? BidField { get; init; }

    /// <summary>Field of the best ask.</summary>
    public string? AskField { get; init; }

    /// <summary>Field of the board.</summary>
    public string? BoardField { get; init; }

    /// <summary>Field of the buying broker.</summary>
    public string? BuyerField { get; init; }

    /// <summary>Field of the selling broker.</summary>
    public string? SellerField { get; init; }

    /// <summary>Field of the previous close.</summary>
    public string? PreviousCloseField { get; init; }
}
