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

    /// <summary>Brings the tables for SQL readers up to date.</summary>
    public const string ProjectTables = "project-tables";

    /// <summary>Deletes what is past its retention, and days that somebody asks to delete.</summary>
    public const string Retention = "retention";

    /// <summary>Checks the chain of the audit log.</summary>
    public const string AuditCheck = "audit-check";

    /// <summary>Checks days against their log and archive, and repairs what differs.</summary>
    public const string Repair = "repair";
}
