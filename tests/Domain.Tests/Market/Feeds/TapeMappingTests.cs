using Shouldly;
using Sssaham.Domain.Market.Feeds;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Feeds;

public sealed class TapeMappingTests
{
    [Fact]
    public void Every_preset_makes_a_reader_and_survives_JSON()
    {
        foreach (var (name, preset) in TapePresets.All)
        {
            FeedVenues.Reader(preset);
            var json = TapeMappingJson.Write(preset);
            TapeMappingJson.TryParse(json, out var read, out var error).ShouldBeTrue($"{name}: {error}");
            TapeMappingJson.Write(read!).ShouldBe(json);
        }
    }

    [Fact]
    public void A_mapping_may_start_from_a_preset()
    {
        TapeMappingJson.TryParse("""{"preset":"ES-TBT","ticker":"NQ","time":{"field":"Time","unit":"clock"}}""", out var mapping, out _).ShouldBeTrue();
        mapping!.Ticker.ShouldBe("NQ");
        mapping.Delimiter.ShouldBe(";");
        mapping.Time.ShouldBe(new TapeTime { Field = "Time", Unit = TapeTimeUnit.Clock });
    }

    [Fact]
    public void A_mapping_in_full_is_read()
    {
        var json = """
            {"format":"csv","delimiter":"|","venue":"GENERIC","ticker":"X","where":[{"field":"k","value":"T"}],"date":"2024-08-08",
             "time":{"field":"t","unit":"clock","format":"HH:mm","zone":"+07:00"},"priceField":"p","quantityField":"q","sideField":"s","sideValues":{"1":"B"}}
            """;
        TapeMappingJson.TryParse(json, out var mapping, out var error).ShouldBeTrue(error?.ToString());
        var reader = FeedVenues.Reader(mapping!);
        reader.Read("t|p|q|k|s").Outcome.ShouldBe(TapeOutcome.Skipped);
        reader.Read("07:30|1|1|T|1").Trade.Trade.TimeUs.ShouldBe(FeedVenues.Us("2024-08-08T00:30:00Z"));
    }

    [Theory]
    [InlineData("", "mapping")]
    [InlineData("[]", "mapping")]
    [InlineData("""{"format":"xml"}""", "format")]
    [InlineData("""{"format":1}""", "format")]
    [InlineData("""{"priceFeld":"p"}""", "priceFeld")]
    [InlineData("""{"preset":"nyse"}""", "preset")]
    [InlineData("""{"preset":7}""", "preset")]
    [InlineData("""{"preset":"ipot","preset":"ipot"}""", "mapping")]
    [InlineData("""{"time":null}""", "time")]
    [InlineData("""{"time":{"field":5}}""", "time.field")]
    public void Bad_JSON_is_refused(string json, string field)
    {
        TapeMappingJson.TryParse(json, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().Field.ShouldBe(field);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void A_mapping_that_cannot_work_is_refused(string field, TapeMapping mapping)
    {
        TapeReader.TryCreate(mapping, FeedVenues.Find, out var reader, out var error).ShouldBeFalse();
        reader.ShouldBeNull();
        error.ShouldNotBeNull().Field.ShouldBe(field);
    }

    public static TheoryData<string, TapeMapping> Impossible()
    {
        var good = TapePresets.Sssaham;
        var clock = new TapeTime { Field = "t", Unit = TapeTimeUnit.Clock };
        return new TheoryData<string, TapeMapping>
        {
            { "venue", good with { Venue = "NYSE" } },
            { "tickerField", good with { TickerField = null } },
            { "ticker", good with { Ticker = "a b" } },
            { "priceField", good with { PriceField = "" } },
            { "quantityField", good with { QuantityField = null, LotsField = null } },
            { "time.field", good with { Time = new TapeTime() } },
            { "time", good with { Time = clock } },
            { "date", good with { Time = clock, Date = new DateOnly(1, 1, 1) } },
            { "time.format", good with { Time = clock with { Format = "dd.MM" } } },
            { "time.format", good with { Time = clock with { Format = "HH:mm:mm" } } },
            { "time.dateFormat", good with { Time = clock with { DateField = "d", DateFormat = "yy" } } },
            { "time.zone", good with { Time = clock with { Zone = "Mars/Olympus" }, Date = new DateOnly(2024, 1, 1) } },
            { "time.unit", good with { Time = clock with { Unit = (TapeTimeUnit)99 } } },
            { "time.unit", TapePresets.Ipot with { Time = clock } },
            { "format", good with { Format = (TapeFormat)9 } },
            { "delimiter", good with { Format = TapeFormat.Csv, Delimiter = "" } },
            { "sideValues.1", good with { SideValues = new Dictionary<string, string> { ["1"] = "up" } } },
            { "mapping", good with { PriceField = "a..b" } },
            { "mapping", good with { Where = [new TapeFilter("", "x")] } },
            { "where", good with { Where = [new TapeFilter("a|b", "x")] } },
            { "record", good with { Record = "a|b" } },
        };
    }
}
