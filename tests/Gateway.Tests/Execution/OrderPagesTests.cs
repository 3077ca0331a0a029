using Shouldly;
using Sssaham.Gateway.Execution;
using Sssaham.GrainInterfaces.Execution;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

public sealed class OrderPagesTests
{
    [Fact]
    public void Pages_over_accounts_show_every_order_once_newest_first()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var accounts = Enumerable.Range(0, random.Next(1, 5)).Select(a => Orders($"paper:a{a}", random.Next(0, 12), random)).ToArray();
            var limit = random.Next(1, 6);
            var shown = new List<OrderView>();
            string? cursor = null;
            do
            {
                OrderPages.TryParse(cursor, out var before).ShouldBeTrue();
                var newest = accounts.Select((orders, a) => orders.Where(o => before.Of($"paper:a{a}") is not { } last || Ordinal(o) < last).Take(limit + 1).ToArray()).ToArray();
                var (page, next) = OrderPages.Merge(newest, before, limit);
                page.Count.ShouldBeLessThanOrEqualTo(limit);
                shown.AddRange(page);
                cursor = next is null ? null : OrderPages.Write(next);
            }
            while (cursor is not null);
            shown.Select(o => o.Id).ShouldBe(accounts.SelectMany(a => a).OrderByDescending(o => o.CreatedUs).Select(o => o.Id), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("cGFwZXI6ZGVtbw")]
    public void What_is_no_cursor_is_refused(string text) => OrderPages.TryParse(text, out _).ShouldBeFalse();

    private static long Ordinal(OrderView order) => long.Parse(order.Id[(order.Id.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Orders of an account, newest first, at moments that no other account has.</summary>
    private static OrderView[] Orders(string account, int count, Random random)
    {
        var at = 0L;
        return [.. Enumerable.Range(1, count).Select(i => FakeAccount.Order(account, i, createdUs: (at += random.Next(1, 1000)) * 1_000_000 + (account[^1] * 1000))).Reverse()];
    }
}
