using System.Globalization;
using System.Text.Json;

namespace Sssaham.Gateway.Execution;

/// <summary>Numbers of the trading endpoints: above 0, bounded, and of so many decimals that products of them are exact.</summary>
internal static class TradingNumbers
{
    /// <summary>Highest price of a share.</summary>
    public const decimal MaxPrice = 1_000_000_000;

    /// <summary>Most lots.</summary>
    public const long MaxLots = 1_000_000_000;

    /// <summary>Most money.</summary>
    public const decimal MaxAmount = 1_000_000_000_000_000;

    /// <summary>Most decimals.</summary>
    public const int MaxDecimals = 8;

    /// <summary>Reads a number of a body.</summary>
    /// <returns>Null when it is none within the bounds.</returns>
    public static decimal? Read(JsonElement value, decimal most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? Bounded(number, most) : null;

    /// <summary>Reads a number of a query or a text.</summary>
    /// <returns>Null when it is none within the bounds.</returns>
    public static decimal? Read(string text, decimal most) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Bounded(number, most) : null;

    /// <summary>What a bad one is told.</summary>
    public static string Reason(decimal most) => string.Create(CultureInfo.InvariantCulture, $"must be a number above 0 and at most {most}, of at most {MaxDecimals} decimals.");

    /// <summary>The number without zeros at its end.</summary>
    public static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;

    private static decimal? Bounded(decimal number, decimal most)
    {
        if (number <= 0 || number > most) return null;
        var plain = Plain(number);
        return plain.Scale <= MaxDecimals ? plain : null;
    }
}
