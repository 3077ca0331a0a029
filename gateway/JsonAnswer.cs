using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sssaham.Gateway;

/// <summary>An answer that is written property by property.</summary>
/// <param name="write">Writes the JSON.</param>
internal sealed class JsonAnswer(Action<Utf8JsonWriter> write) : IResult
{
    /// <summary>What goes out as JSON is read as JSON: plus signs and letters of other scripts stay readable.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, Options);
        write(json);
    }
}
