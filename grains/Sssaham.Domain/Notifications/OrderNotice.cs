using System.Globalization;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;

namespace Sssaham.Domain.Notifications;

/// <summary>Which events of an account its owner may want to be told of.</summary>
public static class OrderNotice
{
    /// <summary>Makes a notice of an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="account">The account's state after it.</param>
    /// <returns>The notice; null for an event that is none. Its id is the same whenever it is made of the same event.</returns>
    public static NotificationEvent? Of(AccountEvent happened, AccountState account) => happened switch
    {
        FillBooked { To: OrderState.Filled } => About(happened, account, OrderTopics.Filled),
        OrderMoved { To: OrderState.Rejected } => About(happened, account, OrderTopics.Rejected),
        OrderMoved { To: OrderState.Unknown } => About(happened, account, OrderTopics.Unknown),
        PhantomSaved { Record: { State.Trigger: not null } record } => About(happened, account, record),
        _ => null,
    };

    private static NotificationEvent? About(AccountEvent happened, AccountState account, string topic)
    {
        if (account.Orders.GetValueOrDefault(happened.Subject) is not { } order) return null;
        string What(decimal? price) => string.Create(CultureInfo.InvariantCulture, $"{order.Side.Text()} {order.Code} {order.Lot} lots at {price:0.########}");
        var what = What(order.Price);
        var (title, text) = topic switch
        {
            OrderTopics.Filled => ($"Filled: {What(order.AvgPrice is { } average ? decimal.Round(average, 4) : order.Price)}", string.Create(CultureInfo.InvariantCulture, $"All {order.FilledLot} lots are filled, at {order.AvgPrice:0.########} on average; the order's price was {order.Price:0.########}.")),
            OrderTopics.Rejected => ($"Rejected: {what}", order.Reason ?? "The broker gave no reason."),
            _ => ($"Unknown: {what}", $"Nobody here knows whether the broker has it. {order.Reason}".TrimEnd()),
        };
        return Make(string.Create(CultureInfo.InvariantCulture, $"order:{account.AccountId}:{happened.Seq}"), happened, account, topic, title, text, order.Id);
    }

    private static NotificationEvent? About(AccountEvent happened, AccountState account, PhantomRecord record)
    {
        var trigger = record.State.Trigger!;
        var level = string.Create(CultureInfo.InvariantCulture, $"{trigger.Reason.Text().ToLowerInvariant()} {FixedPoint.ToDecimal(trigger.Level, record.Decimals):0.########} of {record.Code}");
        return record.State.Status switch
        {
            // The trigger is saved several times on its way, under one name.
            PhantomStatus.Triggered or PhantomStatus.Selling => Make($"stop:{account.AccountId}:{trigger.Id}", happened, account, OrderTopics.StopFired, $"Fired: {level}", string.Create(CultureInfo.InvariantCulture, $"{record.State.Lots} lots are being sold."), record.Id),
            PhantomStatus.Unknown or PhantomStatus.NeedsPerson => Make($"stop-failed:{account.AccountId}:{trigger.Id}", happened, account, OrderTopics.StopFailed, $"Failed: {level}", record.Note ?? "Its lots may not be sold: look at the account.", record.Id),
            _ => null,
        };
    }

    private static NotificationEvent Make(string id, AccountEvent happened, AccountState account, string topic, string title, string text, string subject) =>
        new(id, NotificationKinds.Order, topic, title, text, happened.TimeUs) { Subject = subject, Account = account.AccountId, Critical = OrderTopics.IsCritical(topic) };
}
