using System.Collections.Concurrent;
using Npgsql;

namespace Sssaham.Silo.Storage.Postgres.TradeLog;

/// <summary>The days that have a partition, and the days that each stream is known to have: asked for once, not with every batch.</summary>
/// <param name="source">The database.</param>
/// <param name="tables">The log's statements.</param>
internal sealed class LogDays(NpgsqlDataSource source, LogTables tables)
{
    private const int MostKnown = 100_000;

    /// <summary>Days before the newest that are remembered; fewer than are ever protected from deletion.</summary>
    private const int Recent = 7;
    private readonly ConcurrentDictionary<DateOnly, bool> _partitions = new();
    private readonly ConcurrentDictionary<(string Stream, DateOnly Day), bool> _known = new();
    private int _newest;

    /// <summary>Makes the partitions that batches need.</summary>
    public async Task AddPartitionsAsync(IEnumerable<DateOnly> days)
    {
        foreach (var day in days.Distinct())
        {
            if (_partitions.ContainsKey(day)) continue;
            await using var command = source.CreateCommand(tables.AddDay);
            command.Parameters.Add(new NpgsqlParameter { Value = day });
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            _partitions[day] = true;
        }
    }

    /// <summary>The days of streams that are not known to be noted.</summary>
    /// <returns>Those, to be told to <see cref="Remember"/> once they are noted.</returns>
    public List<(string Stream, DateOnly Day)> Unknown(IEnumerable<PendingAppend> batches) =>
        [.. batches.Select(b => (b.Append.Stream, b.Append.Day)).Distinct().Where(d => !_known.ContainsKey(d))];

    public void Remember(List<(string Stream, DateOnly Day)> added)
    {
        if (added.Count == 0) return;
        var newest = Math.Max(added.Max(a => a.Day.DayNumber), Volatile.Read(ref _newest));
        if (_known.Count > MostKnown || Interlocked.Exchange(ref _newest, newest) != newest) _known.Clear();
        // An older day may be deleted and made again by another process: its note is asked for with every batch.
        foreach (var day in added.Where(a => a.Day.DayNumber >= newest - Recent)) _known[day] = true;
    }

    /// <summary>After a failure: what is known may be wrong, because old days are dropped.</summary>
    public void Forget()
    {
        _partitions.Clear();
        _known.Clear();
    }
}
