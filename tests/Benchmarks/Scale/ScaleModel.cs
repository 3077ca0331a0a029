namespace Sssaham.Benchmarks.Scale;

/// <summary>
/// What a cluster holds, from measured costs (docs/benchmarks.md; one processor of that machine). Times in microseconds of a processor.
/// </summary>
/// <param name="Silos">Silos.</param>
/// <param name="SiloCores">Processors of each.</param>
/// <param name="DatabaseCores">Processors of PostgreSQL.</param>
/// <param name="Instruments">Instruments that trade.</param>
/// <param name="BatchTrades">Trades in a batch that a gateway delivers.</param>
internal sealed record ScaleModel(int Silos, int SiloCores, int DatabaseCores, int Instruments, int BatchTrades)
{
    /// <summary>A silo's work for a trade: unpacking, numbers, book, archive.</summary>
    public const double SiloTradeUs = 0.9;

    /// <summary>A silo's work for a call whatever its size: messages, log, answer.</summary>
    public const double SiloCallUs = 9;

    /// <summary>A call that a client hands to another silo than the instrument's is passed on, and so is its answer.</summary>
    public const double HopCallUs = 40;

    /// <summary>A gateway's work for a trade: JSON, packing, HTTP.</summary>
    public const double GatewayTradeUs = 1.0;

    /// <summary>PostgreSQL's work for a batch.</summary>
    public const double DatabaseBatchUs = 31;

    /// <summary>PostgreSQL's work for a trade in a batch: COPY, write-ahead log, the archive's rows.</summary>
    public const double DatabaseTradeUs = 0.6;

    /// <summary>How busy a processor may be before waiting times run away.</summary>
    public const double Busy = 0.7;

    /// <summary>Bytes of an instrument's day in memory, two million trades on 900 instruments.</summary>
    public const double InstrumentBytes = 0.7e6;

    /// <summary>Connections of a silo to the database at most: two pools of 20.</summary>
    public const int SiloConnections = 40;

    /// <summary>Silo's work for a batch.</summary>
    public double SiloBatchUs => SiloCallUs + (HopCallUs * (1 - (1.0 / Silos))) + (SiloTradeUs * BatchTrades);

    /// <summary>PostgreSQL's work for a batch.</summary>
    public double DatabaseUs => DatabaseBatchUs + (DatabaseTradeUs * BatchTrades);

    /// <summary>Trades a second that PostgreSQL makes durable.</summary>
    public double DatabaseTrades => DatabaseCores * Busy * 1e6 / DatabaseUs * BatchTrades;

    /// <summary>Trades a second until the busiest silo is too busy.</summary>
    /// <param name="busiestShare">The busiest silo's share of all trades.</param>
    public double SiloTrades(double busiestShare) => SiloCores * Busy * 1e6 / SiloBatchUs * BatchTrades / busiestShare;

    /// <summary>Trades a second of the busiest instrument until its grain, which does one thing at a time, is too busy.</summary>
    /// <param name="busiestShare">The busiest instrument's share of all trades.</param>
    public double InstrumentTrades(double busiestShare) => Busy * 1e6 / (SiloCallUs + (SiloTradeUs * BatchTrades)) * BatchTrades / busiestShare;
}
