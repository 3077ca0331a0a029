using Microsoft.Extensions.Logging;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>Writes the audit log, and tells now and then in the other log where it ends: whoever cuts it off must change that one, too.</summary>
internal sealed partial class AuditGrain(IAuditStore store, TimeProvider time, ILogger<AuditGrain> logger) : Grain, IAuditGrain
{
    private const int MaxLimit = 500;

    /// <summary>Blocks of entries that one search reads: who looks for something rare asks on.</summary>
    private const int BlocksPerCall = 20;
    private const long TellEvery = 100;
    private static readonly TimeSpan TellAfter = TimeSpan.FromHours(1);
    private AuditHead _head = AuditHead.Empty;
    private (long Number, DateTimeOffset At) _told;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _head = await store.HeadAsync();
        Tell();
    }

    /// <inheritdoc/>
    public async Task AppendAsync(AuditRecord[] records)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(records.Length, IAuditGrain.Most);
        if (records.Length == 0) return;
        var entries = AuditChain.Append(_head, records);
        try
        {
            await store.AppendAsync(entries);
        }
        catch
        {
            // What is stored now is for the next activation to see.
            DeactivateOnIdle();
            throw;
        }

        _head = new AuditHead(entries[^1].Number, entries[^1].Hash);
        if (_head.Number - _told.Number >= TellEvery || time.GetUtcNow() - _told.At >= TellAfter) Tell();
    }

    /// <inheritdoc/>
    public async Task<AuditEntry[]> ReadAsync(long first, int count) => [.. await store.ReadAsync(Math.Max(1, first), Math.Clamp(count, 1, IAuditGrain.Most))];

    /// <inheritdoc/>
    public Task<AuditHead> HeadAsync() => Task.FromResult(_head);

    /// <inheritdoc/>
    public async Task<AuditPage> FindAsync(AuditQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxLimit);
        var items = new List<AuditEntry>();
        var last = Math.Min(_head.Number, (query.Before ?? long.MaxValue) - 1);
        for (var blocks = 0; last > 0; blocks++)
        {
            if (blocks == BlocksPerCall) return new AuditPage([.. items], last + 1);
            var first = Math.Max(1, last - IAuditGrain.Most + 1);
            var block = await store.ReadAsync(first, (int)(last - first + 1));
            foreach (var entry in block.Where(e => e.Number <= last && IsAsked(query, e.Record)).OrderByDescending(e => e.Number))
            {
                if (items.Count == limit) return new AuditPage([.. items], items[^1].Number);
                items.Add(entry);
            }

            // The clocks of gateways differ by less than an hour.
            if (query.FromUs is { } from && block.Count > 0 && block[0].Record.TimeUs < from - (TellAfter.Ticks / 10)) break;
            last = first - 1;
        }

        return new AuditPage([.. items], null);
    }

    private static bool IsAsked(AuditQuery query, AuditRecord record) =>
        (query.Who is not { } who || record.Who.Equals(who, StringComparison.OrdinalIgnoreCase) || record.UserId == who)
        && (query.Action is not { } action || record.Action.Contains(action, StringComparison.OrdinalIgnoreCase))
        && (query.FromUs is not { } from || record.TimeUs >= from) && (query.ToUs is not { } to || record.TimeUs < to);

    private void Tell()
    {
        _told = (_head.Number, time.GetUtcNow());
        LogHead(logger, _head.Number, Convert.ToHexStringLower(_head.Hash));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The audit log has {Number} entries; the last one's hash is {Hash}")]
    private static partial void LogHead(ILogger logger, long number, string hash);
}
