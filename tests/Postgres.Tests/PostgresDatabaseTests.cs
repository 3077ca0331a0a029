using Shouldly;
using Sssaham.Silo.Storage.Postgres;
using Xunit;

namespace Sssaham.Postgres.Tests;

/// <summary>What needs no server.</summary>
public sealed class PostgresDatabaseTests
{
    [Fact]
    public void Too_few_connections_for_the_writers_are_refused()
    {
        Should.Throw<ArgumentException>(() => new PostgresDatabase(new PostgresOptions { ConnectionString = "Host=127.0.0.1;Maximum Pool Size=4" }));
        Should.Throw<ArgumentException>(() => new PostgresDatabase(new PostgresOptions { ConnectionString = "Host=127.0.0.1", TradeWriters = 0 }));
        using var database = new PostgresDatabase(new PostgresOptions { ConnectionString = "Host=127.0.0.1;Maximum Pool Size=1000" });
        database.Source.ConnectionString.ShouldContain("Maximum Pool Size=20");
    }
}
