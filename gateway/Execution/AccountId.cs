using System.Text.RegularExpressions;

namespace Sssaham.Gateway.Execution;

/// <summary>Account ids: <c>{broker}:{custcode}</c>.</summary>
internal static partial class AccountId
{
    /// <summary>What a bad one is told.</summary>
    public const string Reason = "must be {broker}:{custcode}, such as paper:demo.";

    /// <summary>Whether a text is an account id.</summary>
    public static bool IsValid(string? text) => text is not null && Form().IsMatch(text);

    /// <summary>The part before the colon.</summary>
    public static string Broker(string accountId) => accountId[..accountId.IndexOf(':', StringComparison.Ordinal)];

    [GeneratedRegex(@"^[a-z][a-z0-9]{0,15}:[A-Za-z0-9._-]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
