namespace Sssaham.Silo.Storage.Embedded;

/// <summary>
/// A fixed number of waiting lines, so that work on one key runs one after the other while other keys go on. Two keys may share a
/// line; that costs time and never correctness, and it keeps the memory fixed however many keys come by.
/// </summary>
/// <param name="lines">Number of lines.</param>
internal sealed class StripedLock(int lines)
{
    private readonly SemaphoreSlim[] _lines = [.. Enumerable.Range(0, lines).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for a line without blocking a thread.</summary>
    /// <param name="line">Any number; equal numbers meet in one line.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>Leaves the line when disposed.</returns>
    public async ValueTask<Turn> EnterAsync(int line, CancellationToken cancel = default)
    {
        var gate = _lines[(uint)line % (uint)_lines.Length];
        await gate.WaitAsync(cancel).ConfigureAwait(false);
        return new Turn(gate);
    }

    /// <summary>A turn at the head of a line. Dispose it once.</summary>
    internal readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        /// <summary>Lets the next one in.</summary>
        public void Dispose() => gate.Release();
    }
}
