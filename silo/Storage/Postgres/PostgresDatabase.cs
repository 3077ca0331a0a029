using System.Net.Sockets;
using Npgsql;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>
/// The connections of this process. The writers of the logs have theirs set aside; everybody else shares what is left, so that many
/// readers cannot hold up an append. What fails comes as an <see cref="IOException"/>, as from files.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _slots;

    /// <summary>Makes the pool; connects when first used.</summary>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read, or too few connections are allowed.</exception>
    public PostgresDatabase(PostgresOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        builder.MaxPoolSize = Math.Min(builder.MaxPoolSize, options.MaxConnections);
        var writers = options.TradeWriters + options.OrderWriters;
        if (options.TradeWriters < 1 || options.OrderWriters < 1 || builder.MaxPoolSize <= writers)
            throw new ArgumentException($"PostgreSQL: {builder.MaxPoolSize} connections are too few for {writers} writers and readers.", nameof(options));
        builder.ApplicationName ??= "sssaham";
        // Nothing here outlives its transaction but temporary tables, which are made to be found again.
        builder.NoResetOnClose = true;
        builder.IncludeErrorDetail = false;
        _source = NpgsqlDataSource.Create(builder);
        _slots = new SemaphoreSlim(builder.MaxPoolSize - writers);
    }

    /// <summary>The pool.</summary>
    public NpgsqlDataSource Source => _source;

    /// <summary>Does something on a connection of its own.</summary>
    /// <typeparam name="T">Of the result.</typeparam>
    /// <param name="work">What to do.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The result.</returns>
    /// <exception cref="IOException">The database is not there, or refused it.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancel = default)
    {
        // Continues on the thread pool: the connection must come free even while the grain that waits is busy.
        await _slots.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(
                async () =>
                {
                    await using var connection = await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);
                    return await work(connection).ConfigureAwait(false);
                },
                cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw new IOException($"The database failed: {e.Message}", e);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Does one statement.</summary>
    /// <param name="sql">The statement, with parameters $1, $2, …</param>
    /// <param name="parameters">Their values.</param>
    /// <returns>Rows that were changed.</returns>
    /// <exception cref="IOException">The database is not there, or refused it.</exception>
    public Task<int> ExecuteAsync(string sql, params object[] parameters) => RunAsync(async connection =>
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    });

    /// <summary>Reads rows.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="read">Reads the current row.</param>
    /// <param name="sql">The statement, with parameters $1, $2, …</param>
    /// <param name="parameters">Their values.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="IOException">The database is not there, or refused it.</exception>
    public Task<List<T>> QueryAsync<T>(Func<NpgsqlDataReader, T> read, string sql, object[] parameters, CancellationToken cancel = default) => RunAsync(
        async connection =>
        {
            await using var command = Command(connection, sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancel).ConfigureAwait(false)) rows.Add(read(reader));
            return rows;
        },
        cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _slots.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _slots.Dispose();
    }

    internal static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] parameters)
    {
#pragma warning disable CA2100 // Statements are constants; table names come from this assembly.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    internal static bool IsFailure(Exception e) => e is NpgsqlException or TimeoutException or SocketException;
}
