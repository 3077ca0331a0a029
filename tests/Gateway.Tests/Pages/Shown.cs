using System.Globalization;
using Shouldly;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>Money as the pages show it in English: "125 T", "-45 B", "3 M", three significant digits.</summary>
internal static class Shown
{
    /// <summary>Fails when a text does not say a value to within its three digits.</summary>
    public static void ShouldBe(string text, double value) => Says(text, value).ShouldBeTrue($"{text} for {value.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Whether a text says a value.</summary>
    public static bool Says(string text, double value)
    {
        var parts = text.Trim().TrimStart('▲', '▼', '+').Split(' ');
        var unit = parts.Length < 2 ? 1 : parts[1] switch { "T" => 1e12, "B" => 1e9, "M" => 1e6, _ => 0 };
        return unit > 0
            && double.TryParse(parts[0], NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            && Math.Abs((number * unit) - value) <= (unit == 1 ? 0.5 : Math.Abs(value) * 0.005 + 1e-9);
    }
}
