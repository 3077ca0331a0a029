using Microsoft.Extensions.Options;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>
/// Bounds how many instruments of a silo read their log or write their checkpoint because they come or go. After a silo has died hundreds
/// come at once; the instruments that live must have the database, too. Thread-safe.
/// </summary>
/// <param name="options">Settings.</param>
internal sealed class DayReads(IOptions<MarketOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.RecoveriesAtOnce, options.Value.RecoveriesAtOnce);

    /// <summary>Waits for a turn.</summary>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>Ends the turn when it is disposed of.</returns>
    /// <exception cref="TradeLogUnavailableException">It did not come in time; whoever called the instrument calls again.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancel)
    {
        if (!await _free.WaitAsync(options.Value.RecoveryWait, cancel)) throw new TradeLogUnavailableException("Many instruments are being read at once; this one has yet to wait.");
        return new Turn(_free);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
