using System.Text.Json;
using Shouldly;

namespace Sssaham.Gateway.Tests.Scoring;

/// <summary>Computes a row of the scanner again from its own fields, by the formulas as they are written down, with doubles.</summary>
internal static class RecomputedScore
{
    public static void ShouldMatch(JsonElement row)
    {
        double N(string name) => row.GetProperty(name).GetDouble();
        string? T(string name) => row.GetProperty(name).GetString();
        var known = row.GetProperty("hasHistory").GetBoolean();
        double? z = known ? N("z_ngr") : null;
        var (state, smart, retail) = (T("state"), known ? N("smNet") : 0, known ? N("retailNet") : 0);
        var deltaPct = 100.0 * N("delta") / N("volume");
        var pricePct = 100.0 * (N("close") - N("reference")) / N("reference");
        var normDelta = Normalize(deltaPct, -100, 100);
        var normZ = z is { } given ? Normalize(given, -3, 3) : 0.5;
        var factor = pricePct < -4 ? 0.5 : pricePct is >= -1 and <= 2 ? 1.1 : 1.0;
        var hybrid = Math.Clamp(((0.7 * normDelta) + (0.3 * normZ)) * factor, 0, 1);
        var (divergence, risk) = (state, deltaPct) switch
        {
            ("DISTRIBUTION", > 0) => (0.5, "RETAIL_TRAP"),
            ("ACCUMULATION", < 0) => (0.7, "SHAKEOUT"),
            ("ACCUMULATION", > 0) when smart > 0 => (1.2, "CONFIRMED"),
            ("DISTRIBUTION", < 0) => (1.0, "CONFIRMED"),
            _ => (1.0, "NONE"),
        };
        var gross = Math.Abs(smart) + Math.Abs(retail);
        var weight = gross < 1_000_000 ? 1.0
            : smart > 0 && retail < 0 ? 1.2
            : smart < 0 && retail > 0 ? 0.6
            : smart > 0 && retail > 0 ? (Math.Abs(smart) > gross / 2 ? 1.1 : 0.9)
            : 1.0;
        var final = Math.Clamp(hybrid * divergence * weight, 0, 1);
        var signal = pricePct < -5 ? "SELL"
            : divergence < 0.6 && weight < 0.7 ? "RETAIL_TRAP"
            : final > 0.7 && state == "ACCUMULATION" && pricePct >= -2 ? "STRONG_BUY"
            : deltaPct > 80 && z < -0.5 ? "TRAP_WARNING"
            : divergence < 0.8 && final > 0.5 ? "SM_DIVERGENCE"
            : deltaPct < 40 && z > 0.7 && state == "ACCUMULATION" ? "HIDDEN_ACCUM"
            : final < 0.3 && state == "DISTRIBUTION" ? "STRONG_SELL"
            : z is null && normDelta > 0.8 && final > 0.6 && pricePct >= -3 ? "WATCH_ACCUM"
            : final > 0.6 && pricePct >= -3 ? "BUY"
            : final < 0.4 ? "SELL"
            : "NEUTRAL";
        var name = T("ticker");
        N("deltaPct").ShouldBe(deltaPct, name);
        N("pricePct").ShouldBe(pricePct, name);
        N("normDelta").ShouldBe(normDelta, name);
        N("normZNGR").ShouldBe(normZ, name);
        N("priceFactor").ShouldBe(factor, name);
        N("hybridScore").ShouldBe(hybrid, name);
        N("divergenceFactor").ShouldBe(divergence, name);
        N("smWeight").ShouldBe(weight, name);
        N("finalScore").ShouldBe(final, name);
        N("absorption").ShouldBe(Math.Abs(deltaPct) / (1 + Math.Abs(pricePct)), name);
        N("cvd").ShouldBe(N("delta"), name);
        (T("signal"), T("risk")).ShouldBe((signal, risk), name);
        T("absorptionKind").ShouldBe(deltaPct > 0 ? "BREAKOUT" : deltaPct < 0 ? "HEAVY_SELL" : "NONE", name);
        (row.GetProperty("warning").ValueKind == JsonValueKind.String).ShouldBe(risk is "RETAIL_TRAP" or "SHAKEOUT", name);
    }

    private static double Normalize(double x, double low, double high) => Math.Clamp((x - low) / (high - low), 0, 1);
}
