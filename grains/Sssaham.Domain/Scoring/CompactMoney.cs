using System.Globalization;

namespace Sssaham.Domain.Scoring;

/// <summary>Money for people: signed, one decimal, in millions (M, 10^6), billions (B, 10^9) or trillions (T, 10^12).</summary>
public static class CompactMoney
{
    private static readonly (decimal Unit, string Name)[] Units = [(1_000_000m, "M"), (1_000_000_000m, "B"), (1_000_000_000_000m, "T")];

    /// <summary>Formats an amount. Halves round away from zero; what rounds to 1000.0 takes the next unit; below a million it is a whole number.</summary>
    /// <param name="amount">The amount in units of currency.</param>
    /// <returns>Such as <c>-28.2M</c>, <c>+1.0B</c>, <c>+950000</c> or <c>0</c>.</returns>
    public static string Format(decimal amount)
    {
        var size = Math.Abs(amount);
        var whole = Math.Round(size, MidpointRounding.AwayFromZero);
        var sign = amount < 0 ? "-" : "+";
        if (whole == 0) return "0";
        if (whole < Units[0].Unit) return sign + whole.ToString("0", CultureInfo.InvariantCulture);
        foreach (var (unit, name) in Units)
        {
            var rounded = Math.Round(size / unit, 1, MidpointRounding.AwayFromZero);
            if (rounded < 1000 || unit == Units[^1].Unit) return sign + rounded.ToString("0.0", CultureInfo.InvariantCulture) + name;
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
