using System.Text.Json;
using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Scoring.Backtest;

namespace Sssaham.GrainInterfaces.Scoring;

/// <summary>Tests whether divergence foretold prices; the key is a venue's code. Runs one test at a time in each silo.</summary>
[Alias("Sssaham.IBacktestGrain")]
public interface IBacktestGrain : IGrainWithStringKey
{
    /// <summary>Runs the test over the stored history of the venue.</summary>
    /// <param name="query">What to test.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    [Alias("Run")]
    [ResponseTimeout("00:02:00")]
    Task<BacktestReport> RunAsync(BacktestQuery query);
}

/// <summary>What to test.</summary>
/// <param name="From">First date of events; null from the first.</param>
/// <param name="To">Last date of events; null to the last.</param>
/// <param name="Horizons">Trading days ahead, rising; null for 1, 5, 10 and 20.</param>
/// <param name="MinNet">Smallest size of both 20-day nets; null for the default.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.BacktestQuery")]
public sealed record BacktestQuery([property: Id(0)] DateOnly? From, [property: Id(1)] DateOnly? To, [property: Id(2)] int[]? Horizons, [property: Id(3)] decimal? MinNet);

/// <summary>The wire form of a <see cref="BacktestReport"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.BacktestReport")]
public struct BacktestReportSurrogate
{
    /// <summary>The report as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts reports to and from their wire form.</summary>
[RegisterConverter]
public sealed class BacktestReportConverter : IConverter<BacktestReport, BacktestReportSurrogate>
{
    /// <inheritdoc/>
    public BacktestReport ConvertFromSurrogate(in BacktestReportSurrogate surrogate) => JsonSerializer.Deserialize<BacktestReport>(surrogate.Json)!;

    /// <inheritdoc/>
    public BacktestReportSurrogate ConvertToSurrogate(in BacktestReport value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}
