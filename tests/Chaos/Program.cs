using System.Globalization;
using Sssaham.Chaos;

// dotnet run -c Release --project tests/Chaos -- [blows=100] [seed=1] [rate=20000] [network=true] [log=file]
var given = args.Select(a => a.Split('=', 2)).Where(a => a.Length == 2).ToDictionary(a => a[0], a => a[1], StringComparer.Ordinal);
int Number(string name, int usual) => given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
var options = new ChaosOptions { Blows = Number("blows", 100), Seed = Number("seed", 1), TradesPerSecond = Number("rate", 20_000), Network = given.GetValueOrDefault("network") != "false" };
await using var log = given.TryGetValue("log", out var path) ? new StreamWriter(path) { AutoFlush = true } : null;
void Tell(string line)
{
    var text = $"{DateTime.UtcNow:HH:mm:ss} {line}";
    Console.WriteLine(text);
    log?.WriteLine(text);
}

var faults = await ChaosRun.RunAsync(options, Tell);
foreach (var fault in faults.Take(100)) Tell($"FAULT {fault}");
Tell(faults.Count == 0 ? "Nothing was lost, nothing came twice." : $"{faults.Count} faults.");
return faults.Count == 0 ? 0 : 1;
