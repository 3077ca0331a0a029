using Sssaham.Gateway.Execution;

namespace Sssaham.Gateway.Identity;

/// <summary>Reads the bodies of endpoints about users, which are JSON objects of short texts.</summary>
internal static class UserBody
{
    private const int MaxText = 256;

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads its fields; what it gives is the result when nothing is wrong.</param>
    /// <param name="isOptional">Whether there may be no body.</param>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpRequest request, Func<JsonFields, T> read, bool isOptional = false)
        where T : class
    {
        var (fields, problem) = await TradingBody.FieldsAsync(request, isOptional);
        if (problem is not null) return (null, problem);
        var value = read(fields);
        fields.End();
        return fields.Errors.None ? (value, null) : (null, fields.Errors.Answer());
    }

    /// <summary>A text of 1 to 256 characters.</summary>
    public static string? Short(this JsonFields fields, string name, bool isRequired = false)
    {
        if (fields.Text(name, isRequired) is not { } text) return null;
        if (text.Length is > 0 and <= MaxText && !text.Any(char.IsControl)) return text;
        fields.Wrong(name, $"must be 1 to {MaxText} characters without control characters.");
        return null;
    }

    public static IResult Wrong(string field, string reason, int status = StatusCodes.Status400BadRequest) => TradingAccounts.Wrong(field, reason, status);
}
