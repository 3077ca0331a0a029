using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Sssaham.Gateway;

/// <summary>Reads the parameters of a query; a bad one gives the answer that names it.</summary>
internal static class Queries
{
    /// <summary>A date such as 2026-02-18.</summary>
    public static IResult? Date(string field, string? text, out DateOnly? date)
    {
        date = null;
        if (string.IsNullOrEmpty(text)) return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) || !Market.TimeRange.IsUsable(parsed)) return Problems.Field(field, $"{field}: must be a date such as 2026-02-18.");
        date = parsed;
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public static IResult? Number(string field, string? text, int least, int most, int otherwise, out int number)
    {
        number = otherwise;
        if (string.IsNullOrEmpty(text)) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= least && number <= most) return null;
        return Problems.Field(field, string.Create(CultureInfo.InvariantCulture, $"{field}: must be a whole number from {least} to {most}."));
    }

    /// <summary>A number.</summary>
    public static IResult? Number(string field, string? text, out double? number)
    {
        number = null;
        if (string.IsNullOrEmpty(text)) return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) || !double.IsFinite(parsed)) return Problems.Field(field, $"{field}: must be a number.");
        number = parsed;
        return null;
    }

    /// <summary>Names separated by commas, each once, upper case.</summary>
    public static string[] Names(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => n.ToUpperInvariant()).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the client has this version, by the weak comparison that If-None-Match asks for.</summary>
    public static bool Has(HttpRequest request, string etag)
    {
        if (request.Headers.IfNoneMatch.Count == 0) return false;
        var current = EntityTagHeaderValue.Parse(etag);
        return request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}
