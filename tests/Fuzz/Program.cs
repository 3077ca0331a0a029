using System.Globalization;
using Sssaham.Fuzz.Requests;
using Sssaham.Gateway.Tests.Support;

// dotnet run -c Release --project tests/Fuzz -- [requests=100000] [seed=1] [from=0]
var given = args.Select(a => a.Split('=', 2)).Where(a => a.Length == 2).ToDictionary(a => a[0], a => a[1], StringComparer.Ordinal);
int Number(string name, int usual) => given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
await using var gateway = await GatewayProcess.StartAsync(null, FuzzRun.Settings);
var run = new FuzzRun(gateway, Number("seed", 1), line => Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {line}"));
var faults = await run.RunAsync(Number("from", 0), Number("requests", 100_000));
Console.WriteLine(faults.Count == 0 ? "No failure, and nothing shown that should not be." : $"{faults.Count} faults.");
return faults.Count == 0 ? 0 : 1;
