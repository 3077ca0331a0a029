using System.Net;
using System.Text.RegularExpressions;

namespace Sssaham.Fuzz.Requests;

/// <summary>What must not be in any answer, and which answers must not be.</summary>
/// <param name="secrets">Texts that no answer may hold.</param>
internal sealed partial class AnswerCheck(IReadOnlyList<string> secrets)
{
    /// <summary>
    /// Operations that may answer 503 with Retry-After to a request that is fine: a link to a broker that is down or still reconciling, by contract.
    /// </summary>
    private static readonly HashSet<string> MayBeUnavailable = new(StringComparer.Ordinal)
    {
        "POST /api/v1/trading/orders", "POST /api/v1/trading/orders/{id}/cancel", "POST /api/v1/trading/orders/{id}/amend", "POST /api/v1/trading/orders/{id}/resolve",
        "POST /api/v1/trading/accounts/{id}/test-order", "POST /api/v1/trading/accounts/{id}/connect", "POST /api/v1/trading/positions/adopt", "POST /api/v1/trading/kill-switch",
        "POST /api/v1/trading/phantoms", "POST /api/v1/trading/phantoms/{id}/amend", "POST /api/v1/trading/phantoms/{id}/cancel", "POST /api/v1/trading/phantoms/{id}/decide",
    };

    /// <summary>What is wrong with an answer; null when nothing is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="type">The content type.</param>
    /// <param name="hasRetryAfter">Whether it says when to ask again.</param>
    /// <param name="head">The headers, as text.</param>
    /// <param name="text">The body.</param>
    public string? Problem(FuzzRequest request, HttpStatusCode status, string? type, bool hasRetryAfter, string head, string text)
    {
        var code = (int)status;
        if (code >= 500 && !(code == 503 && hasRetryAfter && MayBeUnavailable.Contains(request.Operation.ToString()) && request.Method == request.Operation.Method)) return $"a failure of ours: {code}";
        if (code == 429 && !hasRetryAfter) return "429 without Retry-After";
        // What the server itself cannot read, such as a NUL in a path, never comes to us.
        var isUnread = type is null && code is 400 or 414 or 431;
        if (code >= 400 && !isUnread && request.Method != "HEAD" && type != "application/problem+json") return $"{code} that is no problem document: {type}";
        foreach (var secret in secrets)
        {
            if (text.Contains(secret, StringComparison.Ordinal) || head.Contains(secret, StringComparison.Ordinal)) return "a secret";
        }

        // Grains by type are what this one is for, and it is for admins.
        if (request.Operation.Path == "/admin/cluster") return null;
        if (Telltale().Match(text) is { Success: true } match) return $"it tells of the inside: {match.Value}";
        return null;
    }

    [GeneratedRegex(@"\bat [A-Z][\w.]+\.[\w<>`]+\(|\b[A-Z]\w+Exception\b|\b(System|Microsoft|Orleans|Npgsql)\.[A-Z]\w+|Sssaham\.(Gateway|Grains|Silo|Domain)\b|\.cs:line|root:[x*]?:0|/usr/share|-----BEGIN|""AQAAAA[A-Za-z0-9+/=]{60,120}""")]
    private static partial Regex Telltale();
}
