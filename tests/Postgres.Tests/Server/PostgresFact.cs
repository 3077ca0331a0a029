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
