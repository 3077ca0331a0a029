using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Scoring;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

/// <summary>A reader in another language, with doubles alone, finds every value of a row again from the row's JSON.</summary>
public sealed class ScoreJsonTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [Fact]
    public void A_row_recomputes_from_its_own_json_to_the_last_digit() => Seeded.Run(10_000, random =>
    {
        var score = ScoreCalculator.Compute(random.Chance(0.3) ? RandomScore.Hostile(random) : RandomScore.Plain(random), new ScoreOptions());
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(score, Web));
        var row = json.RootElement;
        double Field(string name) => row.GetProperty(name).GetDouble();
        double? Known(string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
        static double Clamp(double x, double low, double high) => x < low ? low : x > high ? high : x;

        var (volume, delta, last, reference) = (Field("volume"), Field("delta"), Field("last"), Field("reference"));
        var deltaPct = volume > 0 ? Clamp(100.0 * delta / volume, -100, 100) : 0;
        Field("deltaPct").ShouldBe(deltaPct);
        var pricePct = last > 0 && reference > 0 ? 100.0 * (last - reference) / reference : 0;
        Field("pricePct").ShouldBe(pricePct);
        var normDelta = Clamp((deltaPct + 100) / 200, 0, 1);
        Field("normDelta").ShouldBe(normDelta);
        var z = Known("zNgr");
        var normZ = z is { } known ? Clamp((known + 3) / 6, 0, 1) : 0.5;
        Field("normZNgr").ShouldBe(normZ);
        var priceFactor = pricePct < -4 ? 0.5 : pricePct >= -1 && pricePct <= 2 ? 1.1 : 1;
        Field("priceFactor").ShouldBe(priceFactor);
        var hybrid = Clamp(((0.7 * normDelta) + (0.3 * normZ)) * priceFactor, 0, 1);
        Field("hybridScore").ShouldBe(hybrid);

        // 0 neutral, 1 accumulation, 2 distribution.
        var state = row.GetProperty("state").GetInt32();
        var (smart, retail) = (Known("smartNet") ?? 0, Known("retailNet") ?? 0);
        var divergence = state == 2 && deltaPct > 0 ? 0.5 : state == 1 && deltaPct < 0 ? 0.7 : state == 1 && deltaPct > 0 && smart > 0 ? 1.2 : 1;
        Field("divergenceFactor").ShouldBe(divergence);
        var gross = Math.Abs(smart) + Math.Abs(retail);
        var weight = gross < 1_000_000 || smart == 0 || retail == 0 ? 1
            : smart > 0 ? (retail < 0 ? 1.2 : smart > 0.5 * gross ? 1.1 : 0.9)
            : retail > 0 ? 0.6 : 1;
        Field("smWeight").ShouldBe(weight);
        Field("finalScore").ShouldBe(Clamp(hybrid * divergence * weight, 0, 1));
        Field("absorption").ShouldBe(Math.Abs(deltaPct) / (1 + Math.Abs(pricePct)));
    });

    [Fact]
    public void A_row_returns_from_json_as_it_went() => Seeded.Run(500, random =>
    {
        var score = ScoreCalculator.Compute(RandomScore.Plain(random), new ScoreOptions());
        JsonSerializer.Deserialize<Score>(JsonSerializer.Serialize(score, Web), Web).ShouldBe(score);
    });
}
