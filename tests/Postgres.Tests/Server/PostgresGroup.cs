using Xunit;

namespace Sssaham.Postgres.Tests.Server;

/// <summary>One server for all tests, which therefore run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresGroup : ICollectionFixture<PostgresServer>
{
    /// <summary>Name of the group.</summary>
    public const string Name = "PostgreSQL";
}
