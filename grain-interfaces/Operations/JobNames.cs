namespace Sssaham.GrainInterfaces.Operations;

/// <summary>Names of the jobs that other parts start.</summary>
public static class JobNames
{
    /// <summary>Collects the day's broker summaries and computes everything that is made of them.</summary>
    public const string DailyRefresh = "daily-refresh";

    /// <summary>Asks the sources for broker summaries.</summary>
    public const string Collector = "broker-collector";

    /// <summary>Computes anew what depends on a broker category that was changed.</summary>
    public const string BrokerRecompute = "broker-recompute";

    /// <summary>Scores every instrument.</summary>
    public const string Score = "score";
}
