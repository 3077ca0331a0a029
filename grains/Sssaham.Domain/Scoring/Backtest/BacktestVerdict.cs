namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>What the data allows to say about a kind of divergence at a horizon.</summary>
public enum BacktestVerdict : byte
{
    /// <summary>Too little data to say anything.</summary>
    Insufficient = 0,

    /// <summary>No difference from other instruments that chance would not explain.</summary>
    NoEvidence = 1,

    /// <summary>The price went the foretold way, more than chance explains.</summary>
    Foretells = 2,

    /// <summary>The price went the other way, more than chance explains.</summary>
    Opposite = 3,
}

/// <summary>Texts of <see cref="BacktestVerdict"/>.</summary>
public static class BacktestVerdicts
{
    /// <summary>The text that answers use.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns><c>INSUFFICIENT</c>, <c>NO_EVIDENCE</c>, <c>FORETELLS</c> or <c>OPPOSITE</c>.</returns>
    public static string Text(this BacktestVerdict verdict) => verdict switch
    {
        BacktestVerdict.NoEvidence => "NO_EVIDENCE",
        BacktestVerdict.Foretells => "FORETELLS",
        BacktestVerdict.Opposite => "OPPOSITE",
        _ => "INSUFFICIENT",
    };
}
