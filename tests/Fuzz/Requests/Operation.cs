using System.Text.Json;

namespace Sssaham.Fuzz.Requests;

/// <summary>A parameter as the description of the interface has it.</summary>
internal sealed record Parameter(string Name, bool IsInPath, JsonElement Schema);

/// <summary>An operation as the description of the interface has it.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Parameters">Parameters of path and query.</param>
/// <param name="Body">Schema of an object of its body; null when it takes none.</param>
/// <param name="IsLines">Whether the body is many objects.</param>
/// <param name="IsForSignedIn">Whether it is for users that signed in.</param>
internal sealed record Operation(string Method, string Path, IReadOnlyList<Parameter> Parameters, JsonElement? Body, bool IsLines, bool IsForSignedIn)
{
    public override string ToString() => $"{Method} {Path}";

    /// <summary>Reads the whole description.</summary>
    public static IReadOnlyList<Operation> ReadAll(JsonElement description) =>
        [.. description.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => Read(p.Name, m.Name.ToUpperInvariant(), m.Value)))];

    private static Operation Read(string path, string method, JsonElement operation)
    {
        var parameters = operation.TryGetProperty("parameters", out var list)
            ? list.EnumerateArray().Select(p => new Parameter(p.GetProperty("name").GetString()!, p.GetProperty("in").GetString() == "path", p.GetProperty("schema"))).ToList()
            : [];
        JsonElement? schema = null;
        var isLines = false;
        if (operation.TryGetProperty("requestBody", out var body))
        {
            var content = body.GetProperty("content");
            isLines = content.TryGetProperty("application/x-ndjson", out var lines);
            schema = (isLines ? lines : content.GetProperty("application/json")).GetProperty("schema");
        }

        return new Operation(method, path, parameters, schema, isLines, operation.GetProperty("description").GetString()!.StartsWith("For users that signed in", StringComparison.Ordinal));
    }
}
