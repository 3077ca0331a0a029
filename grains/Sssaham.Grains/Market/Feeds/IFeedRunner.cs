using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market.Feeds;

/// <summary>Makes the runners of the kinds of feeds; the silo has the kinds.</summary>
public interface IFeedRunnerFactory
{
    /// <summary>Makes a runner.</summary>
    /// <param name="name">The feed's name.</param>
    /// <param name="spec">What to run.</param>
    /// <returns>The runner.</returns>
    /// <exception cref="ArgumentException">The settings are wrong; the message names the setting.</exception>
    IFeedRunner Create(string name, FeedSpec spec);
}

/// <summary>Brings trades from a source until it is cancelled or the source ends.</summary>
public interface IFeedRunner
{
    /// <summary>Runs the feed.</summary>
    /// <param name="progress">Where it starts, and what it tells on its way.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>When the source has ended; a feed without an end returns only when cancelled.</returns>
    Task RunAsync(FeedProgress progress, CancellationToken cancel);
}

/// <summary>What a running feed tells its grain. Written by the runner, read by the grain: plain volatile fields.</summary>
public sealed class FeedProgress
{
    private long _trades;
    private long _duplicates;
    private long _rejected;
    private long _gaps;
    private int _reconnects;
    private long _lastTradeUs;
    private long _lastMessageUs;
    private volatile string _state = "connecting";
    private volatile string? _position;
    private volatile string? _message;
    private double _share = double.NaN;

    /// <summary>How far the feed is; everything up to here is durable. The runner gives it meaning.</summary>
    public string? Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>State, see <see cref="FeedStatus.State"/>.</summary>
    public string State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>What went wrong last.</summary>
    public string? Message
    {
        get => _message;
        set => _message = value;
    }

    /// <summary>Venue whose calendar tells whether trades are expected.</summary>
    public string? Venue { get; set; }

    /// <summary>Part done, 0 to 1.</summary>
    public double? Share
    {
        get => double.IsNaN(Volatile.Read(ref _share)) ? null : Volatile.Read(ref _share);
        set => Volatile.Write(ref _share, value ?? double.NaN);
    }

    /// <summary>Accepted trades.</summary>
    public long Trades => Interlocked.Read(ref _trades);

    /// <summary>Repeated trades.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Refused records.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Missing trade numbers.</summary>
    public long Gaps => Interlocked.Read(ref _gaps);

    /// <summary>Links made again.</summary>
    public int Reconnects => Volatile.Read(ref _reconnects);

    /// <summary>Exchange time of the newest trade; 0 before the first.</summary>
    public long LastTradeUs => Interlocked.Read(ref _lastTradeUs);

    /// <summary>When the source was last heard; 0 before.</summary>
    public long LastMessageUs => Interlocked.Read(ref _lastMessageUs);

    /// <summary>Starts from what an earlier run counted.</summary>
    public void Resume(string? position, long trades, long duplicates, long rejected)
    {
        _position = position;
        (_trades, _duplicates, _rejected) = (trades, duplicates, rejected);
    }

    /// <summary>Counts what became of trades.</summary>
    public void Count(long accepted, long duplicates, long rejected)
    {
        Interlocked.Add(ref _trades, accepted);
        Interlocked.Add(ref _duplicates, duplicates);
        Interlocked.Add(ref _rejected, rejected);
    }

    /// <summary>Counts missing numbers.</summary>
    public void Missed(long numbers) => Interlocked.Add(ref _gaps, numbers);

    /// <summary>Counts a link made again.</summary>
    public void Reconnected() => Interlocked.Increment(ref _reconnects);

    /// <summary>Notes the newest trade.</summary>
    public void Traded(long timeUs)
    {
        if (timeUs > LastTradeUs) Interlocked.Exchange(ref _lastTradeUs, timeUs);
    }

    /// <summary>Notes that the source was heard.</summary>
    public void Heard(long nowUs) => Interlocked.Exchange(ref _lastMessageUs, nowUs);
}
