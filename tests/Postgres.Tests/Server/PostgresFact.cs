using Xunit;

namespace Sssaham.Postgres.Tests.Server;

/// <summary>A test that needs a server; left out, with the reason, where PostgreSQL is not installed.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresBinaries.Missing;
}

/// <summary>A test with cases that needs a server; left out, with the reason, where PostgreSQL is not installed.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresBinaries.Missing;
}

/// <summary>One server for all tests, which therefore run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresGroup : ICollectionFixture<PostgresServer>
{
    /// <summary>Name of the group.</summary>
    public const string Name = "PostgreSQL";
}
