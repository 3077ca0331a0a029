using Npgsql;

namespace Sssaham.Postgres.Tests.TradeLog;

/// <summary>A lock that a test holds, to stop others at a known place.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private HeldLock(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        _source = source;
        _connection = connection;
    }

    /// <summary>Takes what a statement takes, until <see cref="ReleaseAsync"/>.</summary>
    public static async Task<HeldLock> TakeAsync(string connectionString, string sql)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        return new HeldLock(source, connection);
    }

    /// <summary>Returns when this many sessions of the database wait for a lock.</summary>
    public async Task WaitedForAsync(int sessions)
    {
        while (await WaitingAsync() < sessions) await Task.Yield();
    }

    /// <summary>How many sessions of the database wait for a lock.</summary>
    public async Task<long> WaitingAsync()
    {
        await using var command = _source.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task ReleaseAsync()
    {
        await using var command = new NpgsqlCommand("ROLLBACK", _connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The server was killed, and the lock with it.
        }

        await _source.DisposeAsync();
    }
}
