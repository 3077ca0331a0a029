using System.Runtime.InteropServices;

namespace Sssaham.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return $"{Environment.ProcessorCount} x {model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {memory} GB, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}";
    }

    public static void Report(string name, double value, string unit, double target) =>
        Console.WriteLine($"{name,-72} {value,14:N1} {unit,-10} target {target:N1}");

    public static void Report(string name, double value, string unit) =>
        Console.WriteLine($"{name,-72} {value,14:N1} {unit,-10}");
}
