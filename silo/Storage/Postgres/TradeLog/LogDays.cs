using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Sssaham.Silo.Storage.Postgres.TradeLog;

/// <summary>The days that have a partition, and the days that each stream is known to have: asked for once, not with every batch.</summary>
/// <param name="source">The database.</param>
/// <param name="tables">The log's statements.</param>
internal sealed class LogDays(NpgsqlDataSource source, LogTables tables)
{
    private const int MostKnown = 100_000;
    private readonly ConcurrentDictionary<DateOnly, bool> _partitions = new();
    private readonly ConcurrentDictionary<(string Stream, DateOnly Day), bool> _known = new();

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

    /// <summary>Notes new days of streams within the transaction of their first batches.</summary>
    /// <returns>What was noted, to be told to <see cref="Remember"/> once it is durable.</returns>
    public async Task<List<(string Stream, DateOnly Day)>> AddStreamDaysAsync(NpgsqlConnection connection, IEnumerable<PendingAppend> batches)
    {
        var added = batches.Select(b => (b.Append.Stream, b.Append.Day)).Distinct().Where(d => !_known.ContainsKey(d)).ToList();
        if (added.Count == 0) return added;
        await using var command = new NpgsqlCommand(tables.AddStreamDays, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = added.Select(d => d.Stream).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = added.Select(d => d.Day).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date });
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        return added;
    }

    public void Remember(List<(string Stream, DateOnly Day)> added)
    {
        if (_known.Count > MostKnown) _known.Clear();
        foreach (var day in added) _known[day] = true;
    }

    /// <summary>After a failure: what is known may be wrong, because old days are dropped.</summary>
    public void Forget()
    {
        _partitions.Clear();
        _known.Clear();
    }
}
