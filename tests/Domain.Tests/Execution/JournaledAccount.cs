using Shouldly;
using Sssaham.Domain.Execution;

namespace Sssaham.Domain.Tests.Execution;

/// <summary>The process ended.</summary>
internal sealed class CrashException : Exception;

/// <summary>Does what the owner of an account does: decide, make durable, apply, carry out. It can be made to crash at every point between, and checks every event.</summary>
internal sealed class JournaledAccount(Random random, AccountOptions options, Action<Effect> carryOut)
{
    private const string AccountId = "ipot:R1";
    private readonly List<byte[]> _journal = [];
    private readonly HashSet<long> _submitIds = [];
    private (byte[] State, int Batches) _snapshot = (AccountSnapshotCodec.Encode(new AccountState { AccountId = AccountId }), 0);

    public AccountBook Book { get; private set; } = new(new AccountState { AccountId = AccountId }, options);

    /// <summary>Orders that the world was asked to send, with how often.</summary>
    public Dictionary<string, int> Submitted { get; } = [];

    /// <summary>What is durable, batch by batch.</summary>
    public IReadOnlyList<byte[]> Journal => _journal;

    public int Steps { get; private set; }

    /// <summary>What has happened at least once: kinds of events, states, oddities and reasons.</summary>
    public HashSet<string> Met { get; } = [];

    public double CrashRate { get; set; }

    public Answer Do(Func<AccountBook, Decision> input)
    {
        Steps++;
        var before = Book.State;
        var decision = input(Book);
        Book.State.ShouldBeSameAs(before, "a decision changes nothing");
        var crash = random.NextDouble() < CrashRate;
        if (crash && random.Next(3) == 0) throw new CrashException();
        if (decision.Events.Count > 0) _journal.Add(AccountEventCodec.Encode(decision.Events));
        if (crash && random.Next(2) == 0) throw new CrashException();
        foreach (var e in decision.Events) Apply(e);
        var carried = crash ? random.Next(decision.Effects.Count + 1) : decision.Effects.Count;
        foreach (var effect in decision.Effects.Take(carried))
        {
            if (effect is SendSubmit s)
            {
                Submitted[s.Order.Id] = Submitted.GetValueOrDefault(s.Order.Id) + 1;
                Submitted[s.Order.Id].ShouldBe(1, $"{s.Order.Id} is sent once");
                _submitIds.Add(s.Order.SubmitId).ShouldBeTrue("a submit key is used once");
            }

            carryOut(effect);
        }

        if (crash) throw new CrashException();
        if (random.Next(300) == 0) _snapshot = (AccountSnapshotCodec.Encode(Book.State), _journal.Count);
        return decision.Answer;
    }

    /// <summary>Starts again from what is durable.</summary>
    public void Recover()
    {
        Book = Replay(_snapshot.State, _snapshot.Batches);
        if (random.Next(4) == 0) Text(FromScratch().State).ShouldBe(Text(Book.State), "snapshot and tail are the whole journal");
    }

    /// <summary>The journal gives the live book.</summary>
    public void CheckReplay()
    {
        var live = Text(Book.State);
        Text(FromScratch().State).ShouldBe(live);
        Text(Replay(_snapshot.State, _snapshot.Batches).State).ShouldBe(live);
        Text(AccountSnapshotCodec.Decode(AccountSnapshotCodec.Encode(Book.State))).ShouldBe(live);
    }

    private static string Text(AccountState state) => System.Text.Encoding.UTF8.GetString(AccountSnapshotCodec.Encode(state));

    /// <summary>The journal, for people who look for the cause of a failure.</summary>
    public string Tell() => string.Join('\n', _journal.Select(b => System.Text.Encoding.UTF8.GetString(b)));

    private AccountBook FromScratch() => Replay(AccountSnapshotCodec.Encode(new AccountState { AccountId = AccountId }), 0);

    private AccountBook Replay(byte[] snapshot, int from)
    {
        var book = new AccountBook(AccountSnapshotCodec.Decode(snapshot), options);
        foreach (var batch in _journal.Skip(from))
        {
            foreach (var e in AccountEventCodec.Decode(batch)) book.Apply(e);
        }

        return book;
    }

    private void Meet(AccountEvent e)
    {
        Met.Add(e.GetType().Name);
        var (oddity, reason) = e switch { OrderMoved m => (m.Oddity, m.Reason), FillBooked f => (f.Oddity, f.Reason), _ => (OrderOddity.None, null) };
        Met.Add($"{oddity}");
        if (reason is not null) Met.Add(reason);
        if (e.Subject > 0) Met.Add($"{Book.State.Orders[e.Subject].State}");
    }

    private void Apply(AccountEvent e)
    {
        var before = e.Subject > 0 ? Book.State.Orders.GetValueOrDefault(e.Subject) : null;
        Book.Apply(e);
        Meet(e);
        if (before is null) return;
        var after = Book.State.Orders[e.Subject];
        if (before.State.IsTerminal()) after.State.ShouldBe(before.State, $"{before.Id} is terminal");
        if (e is not NumberMoved) after.FilledLot.ShouldBeGreaterThanOrEqualTo(before.FilledLot, $"{before.Id} loses no fill");
        if (after.State == OrderState.PendingNew && before.State != OrderState.PendingNew) before.State.ShouldBe(OrderState.Held, "only a held order is sent later");
    }
}
