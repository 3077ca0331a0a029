namespace Sssaham.Domain.Execution;

/// <summary>What the broker's answers to our own requests do.</summary>
internal static class AckRules
{
    public static void Submit(AccountDraft d, long ordinal, bool ok, string? no, string? message)
    {
        if (!ok) d.Move(ordinal, OrderSignal.AckRefused, message);
        else if (string.IsNullOrEmpty(no)) d.Move(ordinal, OrderSignal.AckOk);
        else if (!NumberRules.Answered(d, ordinal, no, amend: false))
        {
            if (d.Move(ordinal, OrderSignal.AckConflict, OrderReasons.NumberConflict).Kind == OrderStepKind.Go) d.Escalate(ordinal, OrderReasons.NumberConflict);
        }
        else if (d[ordinal].Number(no) is not null) d.Move(ordinal, OrderSignal.AckOk);
        NumberRules.Settle(d);
    }

    public static void Cancel(AccountDraft d, long ordinal, bool ok, string? message)
    {
        if (d[ordinal].State != OrderState.PendingCancel) return;
        // That the broker takes the request is not yet a cancelled order: a match may have been faster.
        if (ok) d.Flag(ordinal, OrderFlags.CancelAccepted);
        else
        {
            d.Move(ordinal, OrderSignal.CancelRefused, message);
            d.Alarm(AlarmKind.CancelRefused, d[ordinal], $"{d[ordinal].Id}: cancel refused: {message}");
        }
    }

    public static void Amend(AccountDraft d, long ordinal, bool ok, string? no, string? message)
    {
        if (!ok) Refused(d, ordinal, message);
        else
        {
            var numbered = string.IsNullOrEmpty(no) || NumberRules.Answered(d, ordinal, no, amend: true);
            if (d[ordinal] is { AskedPrice: { } price, AskedLot: { } lot } order && !order.State.IsTerminal()) d.Add(new OrderAmended(ordinal, price, lot));
            d.Move(ordinal, OrderSignal.AmendOk);
            if (!numbered) d.Escalate(ordinal, OrderReasons.NumberConflict);
            Withdrawn(d, ordinal);
        }

        NumberRules.Settle(d);
    }

    /// <summary>The change is not in force: refused, never sent, or the list does not show it.</summary>
    public static void Refused(AccountDraft d, long ordinal, string? message)
    {
        d.Move(ordinal, OrderSignal.AmendRefused, message);
        Withdrawn(d, ordinal);
    }

    /// <summary>A withdrawal that waited for the change counts when no new number took the place of the old one.</summary>
    private static void Withdrawn(AccountDraft d, long ordinal)
    {
        if (d[ordinal] is { Current.Closed: true }) d.Move(ordinal, OrderSignal.PushCancelled, OrderReasons.WithdrawnInAmend);
    }
}
