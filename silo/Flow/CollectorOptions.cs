namespace Sssaham.Silo.Flow;

/// <summary>Where broker summaries are collected from; section <c>Flow:Sources</c>.</summary>
public sealed class CollectorOptions
{
    /// <summary>A folder that files are put into; null for none.</summary>
    public string? Folder { get; set; }

    /// <summary>An HTTP endpoint that gives one summary; null for none.</summary>
    public HttpSourceOptions? Http { get; set; }
}

/// <summary>An HTTP endpoint that gives the broker summary of an instrument and a date.</summary>
public sealed class HttpSourceOptions
{
    /// <summary>The address, with <c>{ticker}</c> and <c>{date}</c> (2026-02-18) in it.</summary>
    public string Url { get; set; } = "";

    /// <summary>Headers of each request, such as a key.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Tickers; none means every instrument of the default venue.</summary>
    public IList<string> Tickers { get; } = [];

    /// <summary>Local time of the default venue from which a day's summary may be asked for.</summary>
    public TimeSpan From { get; set; } = new(17, 30, 0);

    /// <summary>Trading days back for which missing summaries are asked for.</summary>
    public int Days { get; set; } = 3;

    /// <summary>Most requests a minute.</summary>
    public int PerMinute { get; set; } = 120;

    /// <summary>Tries of one request.</summary>
    public int Tries { get; set; } = 4;

    /// <summary>Pause before the second try; doubled before each further one, with up to half of it more by chance.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);
}
