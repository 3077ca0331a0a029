namespace Sssaham.Domain.Execution.Risk;

/// <summary>
/// Lets commands out to a broker at its rate: a token bucket, fair between sources. Urgent ones (cancels, SELLs of phantom orders) go before
/// the others; after <see cref="UrgentRun"/> of them in a row one other goes, so that none waits for ever. Within a lane the sources
/// take turns, and of one source the first in is the first out. Takes the time as an argument. Not for concurrent use.
/// </summary>
/// <typeparam name="T">The command.</typeparam>
public sealed class Throttle<T>
{
    /// <summary>Urgent commands in a row before one that is not.</summary>
    public const int UrgentRun = 16;

    // A token in the unit in which a microsecond at one per second adds one.
    private const long Token = 1_000_000;

    private readonly int _perSecond;
    private readonly long _full;
    private readonly Lane _urgent;
    private readonly Lane _normal;
    private long _tokens;
    private long _filledUs;
    private int _run;

    /// <summary>Makes a throttle with a full bucket.</summary>
    /// <param name="perSecond">Commands per second in the long run, 1 to 1,000,000.</param>
    /// <param name="burst">Commands that may go at once after a pause, 1 to 1,000,000. In any span of t seconds at most burst + perSecond × t go.</param>
    /// <param name="capacity">Most commands that wait in each lane, 1 or more: a flood of BUYs keeps no cancel out.</param>
    /// <param name="nowUs">Microseconds on any clock that does not run backwards.</param>
    public Throttle(int perSecond, int burst, int capacity, long nowUs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perSecond, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(burst, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _perSecond = perSecond;
        _full = _tokens = burst * Token;
        _urgent = new Lane(capacity);
        _normal = new Lane(capacity);
        _filledUs = nowUs;
    }

    /// <summary>Commands that wait.</summary>
    public int Count => _urgent.Count + _normal.Count;

    /// <summary>Queues a command.</summary>
    /// <param name="source">Account or strategy.</param>
    /// <param name="command">The command.</param>
    /// <param name="urgent">Whether it goes before the others.</param>
    /// <returns>False when its lane is full; the command was not taken.</returns>
    public bool TryAdd(string source, T command, bool urgent) => (urgent ? _urgent : _normal).TryAdd(source, command);

    /// <summary>Takes the command whose turn it is.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="command">The command.</param>
    /// <returns>False when none waits or the rate allows none yet.</returns>
    public bool TryTake(long nowUs, out T command)
    {
        Fill(nowUs);
        command = default!;
        if (Count == 0 || _tokens < Token) return false;
        _tokens -= Token;
        var urgent = _normal.Count == 0 || (_urgent.Count > 0 && _run < UrgentRun);
        // Only those that others had to wait for make a run.
        _run = urgent && _normal.Count > 0 ? _run + 1 : 0;
        command = (urgent ? _urgent : _normal).Take();
        return true;
    }

    /// <summary>When <see cref="TryTake"/> gives the next command.</summary>
    /// <param name="nowUs">The time.</param>
    /// <returns>Microseconds on the same clock, now or later; null when none waits.</returns>
    public long? NextUs(long nowUs)
    {
        Fill(nowUs);
        if (Count == 0) return null;
        var missing = Math.Max(0, Token - _tokens);
        return Math.Max(nowUs, _filledUs) + ((missing + _perSecond - 1) / _perSecond);
    }

    private void Fill(long nowUs)
    {
        if (nowUs <= _filledUs) return;
        var elapsed = nowUs - _filledUs;
        _tokens = elapsed > _full / _perSecond ? _full : Math.Min(_full, _tokens + (elapsed * _perSecond));
        _filledUs = nowUs;
    }

    /// <summary>Sources in turn, each with its queue; a source is here as long as it has something to send.</summary>
    private sealed class Lane(int capacity)
    {
        private readonly Dictionary<string, Queue<T>> _waiting = new(StringComparer.Ordinal);
        private readonly Queue<string> _turns = new();

        public int Count { get; private set; }

        public bool TryAdd(string source, T command)
        {
            if (Count == capacity) return false;
            if (!_waiting.TryGetValue(source, out var queue))
            {
                _waiting[source] = queue = new Queue<T>();
                _turns.Enqueue(source);
            }

            queue.Enqueue(command);
            Count++;
            return true;
        }

        public T Take()
        {
            var source = _turns.Dequeue();
            var queue = _waiting[source];
            var command = queue.Dequeue();
            Count--;
            if (queue.Count > 0) _turns.Enqueue(source);
            else _waiting.Remove(source);
            return command;
        }
    }
}
