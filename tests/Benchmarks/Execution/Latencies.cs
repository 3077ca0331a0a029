using System.Diagnostics;

namespace Sssaham.Benchmarks.Execution;

/// <summary>Measured times, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly List<double> _values = [];

    public int Count
    {
        get
        {
            lock (_values) return _values.Count;
        }
    }

    public double P50 => At(500);

    public double P99 => At(990);

    /// <param name="from">A <see cref="Stopwatch"/> timestamp.</param>
    /// <param name="to">A later one.</param>
    public void Add(long from, long to)
    {
        lock (_values) _values.Add(Stopwatch.GetElapsedTime(from, to).TotalMilliseconds);
    }

    /// <summary>The time that so many thousandths stay under.</summary>
    public double At(int thousandths)
    {
        lock (_values) return _values.Order().ElementAt(_values.Count * thousandths / 1000);
    }

    /// <summary>Median of some of them, in the order in which they were measured.</summary>
    public double MedianOf(Range range)
    {
        lock (_values) return _values[range].Order().ElementAt(_values[range].Count / 2);
    }

    /// <summary>The spread in one line.</summary>
    public override string ToString() => $"p10 {At(100):N2}, p50 {P50:N2}, p90 {At(900):N2}, p99 {P99:N2}, p99.9 {At(999):N2} ms of {Count:N0}";
}
