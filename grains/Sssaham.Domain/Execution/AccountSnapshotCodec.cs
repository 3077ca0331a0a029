using System.Collections.Immutable;
using System.Text.Json;
using Sssaham.Domain.Execution.Phantom;

namespace Sssaham.Domain.Execution;

/// <summary>An account's state as bytes. The same state gives the same bytes, and bytes read and written again stay the same.</summary>
public static class AccountSnapshotCodec
{
    /// <summary>Writes a snapshot.</summary>
    /// <param name="state">The state.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Encode(AccountState state) => JsonSerializer.SerializeToUtf8Bytes(
        new Snapshot(
            state.AccountId, state.Seq, state.LastSubmitId, state.LastOrdinal, state.KillSwitch, [.. state.Orders.Values], [.. state.History.Values], [.. state.Strays.Values],
            [.. state.Positions.Values], [.. state.BrokerPositions.Values], [.. state.Phantoms.Values], state.Day),
        AccountJson.Options);

    /// <summary>Reads a snapshot.</summary>
    /// <param name="bytes">UTF-8 JSON.</param>
    /// <returns>The state.</returns>
    /// <exception cref="InvalidDataException">The bytes are no snapshot.</exception>
    public static AccountState Decode(ReadOnlySpan<byte> bytes)
    {
        Snapshot? s;
        try
        {
            s = JsonSerializer.Deserialize<Snapshot>(bytes, AccountJson.Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"A snapshot cannot be read: {e.Message}", e);
        }

        if (s?.AccountId is null || s.Orders is null || s.History is null || s.Orders.Count != s.History.Count) throw new InvalidDataException("A snapshot lacks its account, its orders or their history.");
        var state = new AccountState { AccountId = s.AccountId };
        state = s.Orders.Aggregate(state, (all, order) => all.With(order));
        return state with
        {
            Seq = s.Seq,
            LastSubmitId = s.LastSubmitId,
            LastOrdinal = s.LastOrdinal,
            KillSwitch = s.KillSwitch,
            History = state.History.AddRange(s.Orders.Zip(s.History, (o, h) => KeyValuePair.Create(o.Ordinal, h))),
            Strays = state.Strays.AddRange((s.Strays ?? []).Select(x => KeyValuePair.Create(x.No, x))),
            Positions = state.Positions.AddRange((s.Positions ?? []).Select(x => KeyValuePair.Create(x.Code, x))),
            BrokerPositions = state.BrokerPositions.AddRange((s.BrokerPositions ?? []).Select(x => KeyValuePair.Create(x.Code, x))),
            Phantoms = state.Phantoms.AddRange((s.Phantoms ?? []).Select(x => KeyValuePair.Create(x.Id, x))),
            Day = s.Day is { } day ? new AccountDay(day.Day, day.StartLots.WithComparers(StringComparer.Ordinal), day.Flow.WithComparers(StringComparer.Ordinal)) : null,
        };
    }

    private sealed record Snapshot(
        string AccountId, long Seq, long LastSubmitId, long LastOrdinal, bool KillSwitch, IReadOnlyList<Order> Orders, IReadOnlyList<ImmutableArray<OrderHistoryEntry>> History,
        IReadOnlyList<Stray>? Strays, IReadOnlyList<Position>? Positions, IReadOnlyList<BrokerPosition>? BrokerPositions,
        IReadOnlyList<PhantomRecord>? Phantoms = null, AccountDay? Day = null);
}
