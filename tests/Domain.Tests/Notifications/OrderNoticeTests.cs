using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Notifications;
using Sssaham.Domain.Tests.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Notifications;

public sealed class OrderNoticeTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public void A_filled_order_is_told_with_what_it_was_filled_at_and_not_with_its_limit()
    {
        _account.Open(OrderSide.Buy, 1455, 5, "N1");
        _account.Push("N1", BrokerStatus.Matched, 1400, 2);
        Notices().ShouldBeEmpty("part of it is no notice");
        _account.Push("N1", BrokerStatus.Matched, 1410, 5);
        var notice = Notices().ShouldHaveSingleItem();
        (notice.Topic, notice.Title, notice.Text).ShouldBe((OrderTopics.Filled, "Filled: BUY BBCA 5 lots at 1406", "All 5 lots are filled, at 1406 on average; the order's price was 1455."));
    }

    [Fact]
    public void A_refused_order_is_told_with_the_brokers_reason()
    {
        _account.Ack(_account.Place(OrderSide.Sell, 1455, 5), RequestKind.Submit, false, message: "No stock");
        var notice = Notices().ShouldHaveSingleItem();
        (notice.Topic, notice.Title, notice.Text).ShouldBe((OrderTopics.Rejected, "Rejected: SELL BBCA 5 lots at 1455", "No stock"));
    }

    private List<NotificationEvent> Notices() => [.. _account.Events.Select(e => OrderNotice.Of(e, _account.Book.State)).OfType<NotificationEvent>()];
}
