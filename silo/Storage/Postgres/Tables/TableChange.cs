namespace Sssaham.Silo.Storage.Postgres.Tables;

/// <summary>Rows of one table, to be merged.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">The rows, each key at most once; values in the order of the columns.</param>
/// <param name="Scope">A condition on <c>t</c>: rows within it that are not among these are deleted. Null deletes none.</param>
/// <param name="ScopeValues">Values of the condition's parameters $1, $2, …</param>
internal sealed record TableChange(ReadTable Table, IReadOnlyList<object?[]> Rows, string? Scope = null, params object[] ScopeValues);

/// <summary>How far a projection is in a source.</summary>
/// <param name="Projection">The projection.</param>
/// <param name="Source">The source.</param>
/// <param name="Position">Position in the source.</param>
/// <param name="State">What is needed to go on from there; null for nothing.</param>
internal sealed record TableProgress(string Projection, string Source, long Position, byte[]? State = null)
{
    /// <summary>Position of a source that was never read.</summary>
    public const long None = long.MinValue;
}
