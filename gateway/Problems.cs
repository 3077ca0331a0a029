using System.Globalization;
using Sssaham.Gateway.Market;

namespace Sssaham.Gateway;

/// <summary>Answers to bad input: RFC 9457, with the fields at fault in <c>errors</c>.</summary>
internal static class Problems
{
    public static IResult Field(string field, string reason, int status = StatusCodes.Status400BadRequest, IDictionary<string, object?>? more = null)
    {
        var extensions = new Dictionary<string, object?>(more ?? new Dictionary<string, object?>()) { ["errors"] = new Dictionary<string, string[]> { [field] = [reason] } };
        return Results.Problem(reason, statusCode: status, extensions: extensions);
    }

    /// <summary>The answer to a body of lines of which none could be taken.</summary>
    public static IResult NothingTaken(IReadOnlyList<LineError> errors) => errors.Count == 0
        ? Results.Problem("The body has no lines.", statusCode: StatusCodes.Status400BadRequest)
        : Results.Problem(
            $"No line of the body could be taken. Line {errors[0].Line.ToString(CultureInfo.InvariantCulture)}: {errors[0].Reason}",
            statusCode: StatusCodes.Status422UnprocessableEntity,
            extensions: new Dictionary<string, object?> { ["errors"] = errors });
}
