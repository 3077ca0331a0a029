using Sssaham.Benchmarks;
using Sssaham.Benchmarks.Cluster;
using Sssaham.Benchmarks.Dashboard;
using Sssaham.Benchmarks.Execution;
using Sssaham.Benchmarks.Flow;
using Sssaham.Benchmarks.Identity;
using Sssaham.Benchmarks.Market;
using Sssaham.Benchmarks.Scale;
using Sssaham.Benchmarks.Storage;

// dotnet run -c Release --project tests/Benchmarks -- [builder|ingest|push|memory|activation|flow|execution|postgres|cluster|scale|identity|dashboard|all]
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
if (which is "cluster" or "all") await ClusterBenchmark.RunAsync(args.Length > 1 ? args[1] : "");
if (which is "scale" or "all") ScaleBenchmark.Run();
if (which is "identity" or "all") await IdentityBenchmark.RunAsync(args.Length > 1 ? args[1] : "");
if (which is "dashboard" or "all") await DashboardBenchmark.RunAsync();
return 0;
