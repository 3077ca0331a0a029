using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

/// <summary>The table once more, written as what a person expects: state after the signal for an order of 10 lots, of which 4 are filled
/// where it says so. Small letters: it stays, and the oddity is named.</summary>
public sealed class OrderTransitionTests
{
    private static readonly OrderState[] States =
    [
        OrderState.Held, OrderState.PendingNew, OrderState.Sent, OrderState.Open, OrderState.PartiallyFilled, OrderState.Filled, OrderState.Rejected, OrderState.Cancelled,
        OrderState.PendingCancel, OrderState.PendingAmend, OrderState.Unknown,
    ];

    private const string Expected = """
        signal             Held    PNew     Sent     Open     Part      Filled    Rejected  Cancelled PCancel    PAmend     Unknown
        Released           PNew    refuse   refuse   refuse   refuse    refuse    refuse    refuse    refuse     refuse     refuse
        SubmitSent         contra  Sent     Sent     Open     Part      Filled    Rejected  Cancelled PCancel    PAmend     Unknown
        SubmitNotSent      contra  Rejected Unknown! contra   contra    contra    Rejected  contra    contra     contra     Rejected
        AckOk              contra  Part     Part     second   second    second    second    second    second     second     Part
        AckRefused         contra  Rejected Rejected refused  refused   refused   second    refused   refused    refused    Rejected
        AckConflict        contra  Unknown! Unknown! contra   contra    contra    contra    contra    contra     contra     contra
        PushOpen           contra  Part<    Part<    Open     late      late      late      late      PCancel    PAmend     Part
        FillPart           contra  Part<    Part<    Part     Part      overfill  afterRej  afterCan  inRequest  inRequest  Part
        FillAll            contra  Filled<  Filled<  Filled   Filled    overfill  afterRej  afterCan  Filled?    Filled?    Filled
        PushCancelled      contra  Cancel<  Cancel<  Cancelled Cancelled late     late      late      Cancelled  withdrawn  Cancelled
        PushRejected       contra  Reject<  Reject<  RejOpen  RejOpen   late      late      late      PartRej    PartRej    Rejected
        ListOpen           contra  Part<    Part<    Open     late      late      late      late      Part       PAmend     Part
        CancelAsked        Cancelled want   want     PCancel  PCancel   refuse    refuse    refuse    PCancel    want       want
        CancelRefused      contra  PNew     Sent     Open     Part      Filled    Rejected  Cancelled Part       PAmend     Unknown
        AmendAsked         refuse  refuse   refuse   PAmend   PAmend    refuse    refuse    refuse    refuse     refuse     refuse
        AmendOk            contra  PNew     Sent     Part     Part      Filled    Rejected  Cancelled PCancel    Part       Unknown
        AmendRefused       contra  PNew     Sent     Open     Part      Filled    Rejected  Cancelled PCancel    Part       Unknown
        LinkLost           Held    Unknown  Unknown  Open     Part      Filled    Rejected  Cancelled PCancel    PAmend     Unknown
        AckTimeout         Held    Unknown  Unknown  Open     Part      Filled    Rejected  Cancelled PCancel    PAmend     Unknown
        ListAbsent         Held    PNew     Sent     missing  missing   Filled    Rejected  Cancelled missing    missing    Rejected
        DayOver            Held    previous previous Cancelled Cancelled Filled   Rejected  Cancelled Cancelled  Cancelled  previous
        PersonNotReceived  refuse  refuse   refuse   refuse   refuse    refuse    refuse    refuse    refuse     refuse     Rejected
        PersonCancelled    refuse  refuse   refuse   Cancelled Cancelled refuse   refuse    refuse    Cancelled  Cancelled  Cancelled
        """;

    public static TheoryData<OrderSignal, OrderState, string> Cells()
    {
        var cells = new TheoryData<OrderSignal, OrderState, string>();
        foreach (var line in Expected.Split('\n').Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < States.Length; i++) cells.Add(Enum.Parse<OrderSignal>(words[0]), States[i], words[i + 1]);
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_does_what_is_expected(OrderSignal signal, OrderState state, string expected)
    {
        var order = Sample(state);
        var step = OrderTransitions.Next(state, signal);
        var (kind, to, oddity) = Meaning(expected, state);
        (step.Kind == OrderStepKind.Refuse, step.Kind == OrderStepKind.Want, step.Target(order), step.Oddity).ShouldBe((kind == OrderStepKind.Refuse, kind == OrderStepKind.Want, to, oddity));
    }

    [Fact]
    public void The_table_has_every_signal_in_every_state()
    {
        Cells().Count.ShouldBe(Enum.GetValues<OrderSignal>().Length * OrderStates.Count);
        States.ShouldBe(Enum.GetValues<OrderState>());
    }

    [Fact]
    public void No_signal_leads_out_of_a_terminal_state_or_back_to_where_something_is_sent()
    {
        foreach (var state in States)
        {
            foreach (var signal in Enum.GetValues<OrderSignal>())
            {
                var target = OrderTransitions.Next(state, signal).Target(Sample(state));
                if (state.IsTerminal()) target.ShouldBe(state, $"{signal}");
                if (target is OrderState.PendingNew && state != OrderState.PendingNew) (state, signal).ShouldBe((OrderState.Held, OrderSignal.Released));
                if (target is OrderState.Held) state.ShouldBe(OrderState.Held);
            }
        }
    }

    [Theory]
    [InlineData(0, OrderState.Open)]
    [InlineData(4, OrderState.PartiallyFilled)]
    [InlineData(10, OrderState.Filled)]
    public void What_works_is_told_by_its_filled_lots(long filled, OrderState expected)
    {
        var order = Sample(OrderState.Unknown) with { Numbers = [new BrokerNumber("N1", filled, filled * 100)] };
        OrderTransitions.Next(OrderState.Unknown, OrderSignal.PushOpen).Target(order).ShouldBe(expected);
    }

    private static Order Sample(OrderState state) => new()
    {
        Id = "ipot:R1:1",
        Ordinal = 1,
        AccountId = "ipot:R1",
        Code = "BBCA",
        Price = 100,
        Lot = 10,
        State = state,
        Numbers = [new BrokerNumber("N1", 4, 400)],
    };

    private static (OrderStepKind Kind, OrderState To, OrderOddity Oddity) Meaning(string word, OrderState from) => word switch
    {
        "refuse" => (OrderStepKind.Refuse, from, OrderOddity.None),
        "want" => (OrderStepKind.Want, from, OrderOddity.None),
        "contra" => (OrderStepKind.Stay, from, OrderOddity.Contradiction),
        "second" => (OrderStepKind.Stay, from, OrderOddity.AckAfterPush),
        "refused" => (OrderStepKind.Stay, from, OrderOddity.RefusedAfterOpen),
        "late" => (OrderStepKind.Stay, from, OrderOddity.LatePush),
        "overfill" => (OrderStepKind.Stay, from, OrderOddity.Overfill),
        "afterRej" => (OrderStepKind.Stay, from, OrderOddity.FillAfterReject),
        "afterCan" => (OrderStepKind.Stay, from, OrderOddity.FillAfterCancel),
        "inRequest" => (OrderStepKind.Stay, from, OrderOddity.FillInRequest),
        "withdrawn" => (OrderStepKind.Stay, from, OrderOddity.WithdrawnInAmend),
        "missing" => (OrderStepKind.Stay, from, OrderOddity.MissingFromList),
        "previous" => (OrderStepKind.Stay, from, OrderOddity.PreviousDay),
        "Unknown!" => (OrderStepKind.Go, OrderState.Unknown, OrderOddity.Contradiction),
        "Part<" => (OrderStepKind.Go, OrderState.PartiallyFilled, OrderOddity.PushBeforeAck),
        "Filled<" => (OrderStepKind.Go, OrderState.Filled, OrderOddity.PushBeforeAck),
        "Cancel<" => (OrderStepKind.Go, OrderState.Cancelled, OrderOddity.PushBeforeAck),
        "Reject<" => (OrderStepKind.Go, OrderState.Rejected, OrderOddity.PushBeforeAck),
        "Filled?" => (OrderStepKind.Go, OrderState.Filled, OrderOddity.FillInRequest),
        "RejOpen" => (OrderStepKind.Go, OrderState.Rejected, OrderOddity.RejectAfterOpen),
        "PartRej" => (OrderStepKind.Work, OrderState.PartiallyFilled, OrderOddity.RejectInRequest),
        "PNew" => (OrderStepKind.Go, OrderState.PendingNew, OrderOddity.None),
        "Part" => (OrderStepKind.Go, OrderState.PartiallyFilled, OrderOddity.None),
        "PCancel" => (OrderStepKind.Go, OrderState.PendingCancel, OrderOddity.None),
        "PAmend" => (OrderStepKind.Go, OrderState.PendingAmend, OrderOddity.None),
        _ => (OrderStepKind.Go, Enum.Parse<OrderState>(word), OrderOddity.None),
    };
}
