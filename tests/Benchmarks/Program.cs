using Sssaham.Benchmarks;
using Sssaham.Benchmarks.Execution;
using Sssaham.Benchmarks.Flow;
using Sssaham.Benchmarks.Market;
using Sssaham.Benchmarks.Storage;

// dotnet run -c Release --project tests/Benchmarks -- [builder|ingest|push|memory|activation|flow|execution|postgres|all]
var which = args.Length == 0 ? "all" : args[0];
Console.WriteLine($"machine: {Machine.Describe()}");
Console.WriteLine();
if (which is "builder" or "all") BuilderBenchmark.Run();
if (which is "ingest" or "all") await IngestBenchmark.RunAsync(args.Length > 1 ? args[1] : "");
if (which is "push" or "all") await PushBenchmark.RunAsync();
if (which is "memory" or "all") await MemoryBenchmark.RunAsync();
if (which is "activation" or "all") await ActivationBenchmark.RunAsync();
if (which is "flow" or "all") await FlowBenchmark.RunAsync();
if (which is "execution" or "all") await ExecutionBenchmark.RunAsync(args.Length > 1 ? args[1] : "");
if (which is "postgres" or "all") await PostgresBenchmark.RunAsync();
return 0;
