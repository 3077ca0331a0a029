using Npgsql;
using Sssaham.Domain.Flow;

namespace Sssaham.Silo.Storage.Postgres.Tables;

/// <summary>
/// What each broker bought and sold, from the raw summaries, and the category map beside it. A summary is done when the revision that its
/// rows were made from is noted with them; one that is sent again meanwhile stays due.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="writer">The tables.</param>
internal sealed class BrokerFlowProjection(PostgresDatabase database, TableWriter writer)
{
    /// <summary>Name of its progress: the version of the category map that the rows were made with.</summary>
    public const string Projection = "brokers";

    /// <summary>Summaries of one transaction.</summary>
    private const int Most = 200;

    private const string Due = """
        SELECT venue, ticker, day, revision, file FROM broker_summary_raw
        WHERE projected <> revision AND (day >= $1 OR day = $2) ORDER BY day, venue, ticker LIMIT $3
        """;

    private const string Scope = "t.day = ANY ($3) AND (t.venue, t.ticker, t.day) IN (SELECT * FROM unnest($1, $2, $3))";

    // Locked in the order in which summaries are put.
    private const string Done = """
        WITH locked AS
        (
            SELECT b.venue, b.ticker, b.day, u.revision
            FROM unnest($1, $2, $3, $4) AS u (venue, ticker, day, revision) JOIN broker_summary_raw b USING (venue, ticker, day)
            ORDER BY b.day, b.venue, b.ticker FOR UPDATE OF b
        )
        UPDATE broker_summary_raw b SET projected = l.revision FROM locked l WHERE (b.venue, b.ticker, b.day) = (l.venue, l.ticker, l.day)
        """;

    /// <summary>Projects what is due.</summary>
    /// <param name="directory">The category map.</param>
    /// <param name="anew">A day that is projected whether it is due or not; null for none.</param>
    /// <param name="cancel">Ends it between two transactions.</param>
    /// <returns>Rows that were changed.</returns>
    /// <exception cref="IOException">The database failed; what was done stays done.</exception>
    public async Task<int> RunAsync(BrokerDirectory directory, DateOnly? anew, CancellationToken cancel)
    {
        var changed = await DirectoryAsync(directory, anew is not null, cancel);
        if (anew is { } day) await database.ExecuteAsync("UPDATE broker_summary_raw SET projected = 0 WHERE day = $1", day);
        var floor = await writer.FloorAsync(ReadTables.BrokerFlow.Name, cancel);
        while (true)
        {
            var due = await database.QueryAsync(
                r => new Summary(r.GetString(0), r.GetString(1), r.GetFieldValue<DateOnly>(2), r.GetInt64(3), r.GetFieldValue<byte[]>(4)),
                Due,
                [floor, anew ?? floor, Most],
                cancel);
            if (due.Count == 0) return changed;
            changed += await ProjectAsync(due, directory, cancel);
        }
    }

    private async Task<int> DirectoryAsync(BrokerDirectory directory, bool anew, CancellationToken cancel)
    {
        var last = await writer.ProgressAsync(Projection, "directory", cancel);
        if (last.Position == directory.Version && !anew) return 0;
        var entries = directory.InForce(DateOnly.MaxValue).SelectMany(e => directory.History(e.Code));
        // What was made with an older map is due from the first day on that a change since then is about.
        var since = directory.Changes.Skip((int)Math.Clamp(last.Position, 0, int.MaxValue)).Select(c => c.Since).Append(DateOnly.MaxValue).Min();
        return await writer.MergeAsync(
            [new(ReadTables.Brokers, [.. entries.Select(e => new object?[] { e.Code, e.Since, e.Name, e.Category.Text(), e.Source })])],
            last,
            last with { Position = directory.Version },
            cancel,
            Command("UPDATE broker_summary_raw SET projected = 0 WHERE day >= $1", since));
    }

    private Task<int> ProjectAsync(List<Summary> due, BrokerDirectory directory, CancellationToken cancel)
    {
        string[] venues = [.. due.Select(s => s.Venue)];
        string[] tickers = [.. due.Select(s => s.Ticker)];
        DateOnly[] days = [.. due.Select(s => s.Day)];
        long[] revisions = [.. due.Select(s => s.Revision)];
        return writer.MergeAsync(
            [new(ReadTables.BrokerFlow, [.. due.SelectMany(s => Rows(s, directory))], Scope, venues, tickers, days)],
            null,
            null,
            cancel,
            Command(Done, venues, tickers, days, revisions));
    }

    private static IEnumerable<object?[]> Rows(Summary summary, BrokerDirectory directory)
    {
        // What was taken once reads again; a file that somebody changed by hand into nonsense has no rows.
        if (BrokerSummaryReader.Read(summary.File, new BrokerSummaryHint(summary.Ticker, summary.Day)).Summary is not { } read) yield break;
        // The lot size matters for average prices only, which are not kept.
        foreach (var b in FlowRange.Build([read], directory, lotSize: 1).Brokers)
            yield return [summary.Venue, summary.Ticker, summary.Day, b.Code, b.Category.Text(), b.BuyValue, b.SellValue, b.NetValue, b.BuyLots, b.SellLots];
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
#pragma warning disable CA2100 // Statements are constants of this class.
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private sealed record Summary(string Venue, string Ticker, DateOnly Day, long Revision, byte[] File);
}
