using System.IO.Compression;
using System.Text;
using Xunit.Abstractions;

namespace Sssaham.Domain.Tests.Market.Feeds;

/// <summary>Real captures that are not part of the repository. Tests that need one say so and pass when it is not there.</summary>
internal static class SharedData
{
    public const string Ipot = "ipot_lt_sample.jsonl";
    public const string Btc = "btcusdt_20240808.jsonl.gz";
    public const string Es = "es_tbt_20220124.csv";
    public const string BrokerSummary = "broksum_BBCA_2026-01-19.json";

    public static IReadOnlyList<byte[]>? Lines(string name, ITestOutputHelper output)
    {
        if (Find(name) is not { } path)
        {
            output.WriteLine($"Not run: {name} is not here.");
            return null;
        }

        using Stream file = File.OpenRead(path);
        using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var lines = new List<byte[]>();
        while (reader.ReadLine() is { } line) lines.Add(Encoding.UTF8.GetBytes(line));
        return lines;
    }

    private static string? Find(string name)
    {
        var roots = new List<string>();
        if (Environment.GetEnvironmentVariable("SSSAHAM_SHARED") is { Length: > 0 } given) roots.Add(given);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent) roots.Add(Path.Combine(folder.FullName, "shared"));
        return roots.Select(r => Path.Combine(r, "data", name)).FirstOrDefault(File.Exists);
    }
}
