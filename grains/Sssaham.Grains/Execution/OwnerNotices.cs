using Microsoft.Extensions.Logging;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Execution;

/// <summary>
/// Tells the owner of an account what is durable and of interest, beside the account's own work and until the owner has it. How far it is goes into the account's
/// settings now and then: what is told once more has the same id.
/// </summary>
/// <param name="grains">The grains.</param>
/// <param name="account">The account.</param>
/// <param name="owner">Whose it is now; null for nobody's.</param>
/// <param name="logger">Where trouble is told.</param>
internal sealed partial class OwnerNotices(IGrainFactory grains, string account, Func<string?> owner, ILogger logger)
{
    private const int Most = 2000;
    private const int AtOnce = 100;
    private readonly Queue<(long Seq, NotificationEvent Notice)> _waiting = new();
    private bool _isPumped;

    /// <summary>Number of the last event that the owner was told of; events up to it are not told again.</summary>
    public long Told { get; private set; }

    /// <summary>Whether something waits.</summary>
    public bool IsBehind => _waiting.Count > 0;

    /// <summary>Sets where to go on.</summary>
    /// <param name="told">Number of the last event that was told.</param>
    public void Start(long told) => Told = told;

    /// <summary>Takes an event that is durable.</summary>
    public void Add(AccountEvent happened, AccountState state)
    {
        if (happened.Seq <= Told || owner() is null || OrderNotice.Of(happened, state) is not { } notice) return;
        if (_waiting.Count == Most)
        {
            LogLost(logger, account, _waiting.Dequeue().Notice.Title);
        }

        _waiting.Enqueue((happened.Seq, notice));
    }

    /// <summary>Has what waits told, unless that is under way.</summary>
    public void Pump()
    {
        if (!_isPumped && IsBehind) PumpAsync().Ignore();
    }

    private async Task PumpAsync()
    {
        _isPumped = true;
        try
        {
            while (IsBehind)
            {
                var some = _waiting.Take(AtOnce).ToArray();
                if (owner() is { } user) await grains.GetGrain<INotificationGrain>(user).RaiseAsync([.. some.Select(n => n.Notice)]);
                Told = some[^1].Seq;
                while (_waiting.TryPeek(out var first) && first.Seq <= Told) _waiting.Dequeue();
            }
        }
#pragma warning disable CA1031 // Nobody awaits this; the beat tries again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTold(logger, e, account);
        }
        finally
        {
            _isPumped = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The owner of {Account} could not be told; it is tried again")]
    private static partial void LogNotTold(ILogger logger, Exception cause, string account);

    [LoggerMessage(Level = LogLevel.Error, Message = "The owner of {Account} does not answer for so long that a notice is left out: {Notice}")]
    private static partial void LogLost(ILogger logger, string account, string notice);
}
