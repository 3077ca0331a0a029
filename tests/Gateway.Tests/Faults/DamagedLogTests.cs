using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Faults;

/// <summary>A damaged log costs what was in the damaged place, is reported, and is whole again once the trades are sent again.</summary>
public sealed class DamagedLogTests
{
    private const int PerBody = 100;

    // Nothing in the archive, so that the log alone is the source.
    private static readonly string[] Settings = ["--Market:ArchiveEvery=1.00:00:00", "--TradeLog:SegmentBytes=20000"];

    [Theory]
    [InlineData("a bit flipped in a finished segment", 1)]
    [InlineData("a bit flipped in the newest segment", 1)]
    [InlineData("a finished segment cut off", 30)]
    [InlineData("the newest segment cut off", 30)]
    [InlineData("the head of a finished segment destroyed", 0)]
    [InlineData("an index destroyed", 0)]
    [InlineData("the newest segment emptied", 30)]
    public async Task The_rest_of_a_damaged_log_is_served(string damage, int mostBodiesLost)
    {
        await using var gateway = await GatewayProcess.StartAsync(null, Settings);
        var trades = TestTrade.Walk("DMG", 6_000, 1, minutes: 170);
        using (var api = gateway.Api())
        {
            foreach (var body in trades.Chunk(PerBody)) (await api.PostTradesAsync(body)).Number("accepted").ShouldBe(PerBody);
        }

        gateway.Kill();
        Damage(damage, Path.Combine(gateway.Data, "log"));
        await gateway.RestartAsync();
        using var again = gateway.Api();
        var answer = await again.GetAsync("/footprint/DMG?limit=5000");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        var served = answer["items"].EnumerateArray().Sum(b => b.GetProperty("trades").GetInt32());
        served.ShouldBeInRange(trades.Count - (mostBodiesLost * PerBody), mostBodiesLost == 0 ? trades.Count : trades.Count - 1);
        if (mostBodiesLost > 0 && !damage.Contains("emptied", StringComparison.Ordinal)) gateway.Output.ShouldMatch("Damage in|Torn tail");
        var repaired = 0;
        foreach (var body in trades.Chunk(PerBody)) repaired += (await again.PostTradesAsync(body)).Number("accepted");
        repaired.ShouldBe(trades.Count - served);
        TestBar.Of((await again.GetAsync("/footprint/DMG?limit=5000")).Json).ShouldBe(TestBar.Of(trades));
    }

    private static void Damage(string damage, string folder)
    {
        var segments = Directory.GetFiles(folder, "*.seg").Order().ToList();
        segments.Count.ShouldBeGreaterThan(2);
        var newest = segments[^1];
        if (new FileInfo(newest).Length < 4000) newest = segments[^2];
        switch (damage)
        {
            case "a bit flipped in a finished segment": Flip(segments[1]); break;
            case "a bit flipped in the newest segment":
                File.Delete(Path.ChangeExtension(newest, ".idx"));
                Flip(newest);
                break;
            case "a finished segment cut off": Cut(segments[1]); break;
            case "the newest segment cut off":
                File.Delete(Path.ChangeExtension(newest, ".idx"));
                Cut(newest);
                break;
            case "the head of a finished segment destroyed":
                using (var file = File.OpenWrite(segments[1])) file.Write(new byte[16]);
                File.Delete(Path.ChangeExtension(segments[1], ".idx"));
                break;
            case "the newest segment emptied":
                File.Delete(Path.ChangeExtension(newest, ".idx"));
                using (var file = File.OpenWrite(newest)) file.SetLength(0);
                break;
            default:
                Flip(Path.ChangeExtension(segments[1], ".idx"));
                break;
        }
    }

    private static void Flip(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Position = file.Length / 2;
        var one = (byte)file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(one ^ 0x10));
    }

    private static void Cut(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(file.Length / 2);
    }
}
