using System.Globalization;

namespace Sssaham.Domain.Execution;

/// <summary>Order ids: <c>{broker}:{custcode}:{ordinal}</c>.</summary>
public static class OrderId
{
    /// <summary>Makes an id.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="ordinal">Number in the account, from 1.</param>
    /// <returns>The id.</returns>
    public static string Of(string accountId, long ordinal) => string.Create(CultureInfo.InvariantCulture, $"{accountId}:{ordinal}");

    /// <summary>Reads an id.</summary>
    /// <param name="id">The text.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="ordinal">Number in the account.</param>
    /// <returns>False when the text is no such id.</returns>
    public static bool TryParse(string? id, out string accountId, out long ordinal)
    {
        (accountId, ordinal) = ("", 0);
        var colon = id?.LastIndexOf(':') ?? -1;
        if (colon < 1 || !long.TryParse(id.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ordinal) || ordinal < 1) return false;
        accountId = id![..colon];
        return Of(accountId, ordinal) == id;
    }
}
