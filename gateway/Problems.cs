namespace Sssaham.Gateway;

/// <summary>Answers to bad input: RFC 9457, with the fields at fault in <c>errors</c>.</summary>
internal static class Problems
{
    public static IResult Field(string field, string reason, int status = StatusCodes.Status400BadRequest, IDictionary<string, object?>? more = null)
    {
        var extensions = new Dictionary<string, object?>(more ?? new Dictionary<string, object?>()) { ["errors"] = new Dictionary<string, string[]> { [field] = [reason] } };
        return Results.Problem(reason, statusCode: status, extensions: extensions);
    }
}
