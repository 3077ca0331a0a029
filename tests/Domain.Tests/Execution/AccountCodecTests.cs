using System.Collections.Immutable;
using System.Text;
using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

public sealed class AccountCodecTests
{
    [Fact]
    public void An_event_of_a_later_version_with_more_in_it_is_read()
    {
        var text = """[{"mood":"good","t":"moved","ordinal":3,"to":"Cancelled","flags":"FillAfterCancel, NeedsPerson","reason":"x","more":{"a":[1]},"seq":7,"timeUs":9,"cause":"push"}]""";
        AccountEventCodec.Decode(Encoding.UTF8.GetBytes(text)).ShouldHaveSingleItem()
            .ShouldBe(new OrderMoved(3, OrderState.Cancelled, OrderFlags.FillAfterCancel | OrderFlags.NeedsPerson, "x") { Seq = 7, TimeUs = 9, Cause = "push" });
    }

    [Fact]
    public void What_is_stored_stays_as_it_is()
    {
        // The journal of a version that is in use: it must be read, and written, for ever.
        var fill = new FillBooked(1, "N1", "BBCA", OrderSide.Buy, 2, 8_025.50m, true, 24.0765m, 100, OrderState.PartiallyFilled) { Seq = 4, TimeUs = 5, Cause = "push" };
        const string Text = """[{"t":"fill","ordinal":1,"no":"N1","code":"BBCA","side":"Buy","lots":2,"price":8025.50,"priceKnown":true,"fee":24.0765,"lotSize":100,"to":"PartiallyFilled","seq":4,"timeUs":5,"cause":"push"}]""";
        Encoding.UTF8.GetString(AccountEventCodec.Encode([fill])).ShouldBe(Text);
        AccountEventCodec.Decode(Encoding.UTF8.GetBytes(Text)).ShouldBe([fill]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("""[{"t":"of another age"}]""")]
    [InlineData("""[{"t":"moved","ordinal":1""")]
    public void What_is_no_batch_is_said_to_be_none(string text) => Should.Throw<InvalidDataException>(() => AccountEventCodec.Decode(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void What_is_no_snapshot_is_said_to_be_none(string text) => Should.Throw<InvalidDataException>(() => AccountSnapshotCodec.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Limits_that_could_not_be_checked_stay_with_the_order_and_are_no_part_of_what_it_is()
    {
        string[] warnings = ["volatility was not checked."];
        var account = new TestAccount();
        var asked = new NewOrder("a", "BBCA", OrderSide.Buy, 100, 5);
        account.Do(b => b.Place(asked with { Warnings = [.. warnings] }, account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Accepted);
        account.Do(b => b.Place(asked, account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Same);
        var placed = new OrderPlaced(new Order { Id = "ipot:R1:1", Ordinal = 1, AccountId = "ipot:R1", Code = "BBCA", Warnings = [.. warnings] });
        AccountEventCodec.Decode(AccountEventCodec.Encode([placed])).ShouldHaveSingleItem().ShouldBeOfType<OrderPlaced>().Order.Warnings.ShouldNotBeNull().ShouldBe(warnings);
        var state = new AccountState { AccountId = "ipot:R1" }.With(placed.Order) with { History = ImmutableSortedDictionary<long, ImmutableArray<OrderHistoryEntry>>.Empty.Add(1, []) };
        AccountSnapshotCodec.Decode(AccountSnapshotCodec.Encode(state)).Orders[1].Warnings.ShouldNotBeNull().ShouldBe(warnings);
    }

    [Fact]
    public void An_event_that_is_not_the_next_one_is_refused()
    {
        var account = new TestAccount();
        account.Open(OrderSide.Buy, 100, 5, "N1");
        Should.Throw<InvalidOperationException>(() => account.Book.Apply(account.Events[^1]), "it was applied");
        Should.Throw<InvalidOperationException>(() => account.Book.Apply(account.Events[^1] with { Seq = account.Book.State.Seq + 2 }), "one is missing");
    }

    [Theory]
    [InlineData("ipot:R1:7", true)]
    [InlineData("ipot:R1:07", false)]
    [InlineData("ipot:R1:0", false)]
    [InlineData("ipot:R1:", false)]
    [InlineData(":7", false)]
    [InlineData("7", false)]
    [InlineData(null, false)]
    public void An_order_id_names_its_account(string? id, bool valid)
    {
        OrderId.TryParse(id, out var account, out var ordinal).ShouldBe(valid);
        if (valid) (account, ordinal).ShouldBe(("ipot:R1", 7));
    }
}
