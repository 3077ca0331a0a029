using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Execution;
using Sssaham.GrainInterfaces.Execution;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

public sealed class OrderAnswersTests
{
    private static readonly OrderView Order = FakeAccount.Order("paper:demo", 7, clientId: "a");

    [Theory]
    [InlineData("accepted", 202)]
    [InlineData("same", 200)]
    [InlineData("conflict", 409)]
    [InlineData("notFound", 404)]
    [InlineData("refused", 422)]
    [InlineData("risk", 422)]
    [InlineData("invalid", 400)]
    [InlineData("unavailable", 503)]
    public void Every_result_has_its_status(string kind, int status)
    {
        var answer = OrderAnswers.Of(new OrderResult(kind, Order, "Price", "Why."));
        answer.Status.ShouldBe(status);
        (answer.Problem is null).ShouldBe(status < 300);
        if (answer.Problem is { } problem) (problem.Status, problem.Detail).ShouldBe((status, "Why."));
    }

    [Fact]
    public void An_accepted_order_says_where_it_is() => OrderAnswers.Of(new OrderResult("accepted", Order)).Location.ShouldBe("/api/v1/trading/orders/paper:demo:7");

    [Fact]
    public void A_refusal_by_limits_names_the_first_and_lists_all()
    {
        var problem = OrderAnswers.Of(new OrderResult("risk", Limits: [new("daily-loss", 2, 2.50m, "%", "Too much."), new("sector", null, null, "%", "Unknown.")])).Problem!;
        (problem.Extensions["limit"], problem.Extensions["allowed"], problem.Extensions["asked"], problem.Extensions["unit"]).ShouldBe(("daily-loss", 2m, 2.5m, "%"));
        problem.Detail.ShouldBe("Too much.");
        ((LimitItem[])problem.Extensions["limits"]!).Select(l => l.Limit).ShouldBe(["daily-loss", "sector"]);
    }

    [Theory]
    [InlineData("Lots", "lot")]
    [InlineData("Price", "price")]
    [InlineData("phantom.stop", "phantom.stop")]
    [InlineData(null, "body")]
    public void A_field_that_the_account_refuses_has_the_name_that_the_client_gave_it(string? field, string name) =>
        ((IReadOnlyDictionary<string, string[]>)OrderAnswers.Of(new OrderResult("invalid", Field: field, Reason: "Why.")).Problem!.Extensions["errors"]!).Keys.ShouldBe([name]);

    [Theory]
    [InlineData(null, 1)]
    [InlineData(1, 1)]
    [InlineData(1001, 2)]
    public void When_to_come_back_is_told_in_whole_seconds(int? milliseconds, int seconds) => OrderAnswers.Of(new OrderResult("unavailable", RetryAfterMs: milliseconds)).RetryAfter.ShouldBe(seconds);

    [Fact]
    public void A_refused_command_shows_the_order_as_it_is() => ((OrderItem)OrderAnswers.Of(new OrderResult("refused", Order)).Problem!.Extensions["order"]!).Id.ShouldBe(Order.Id);

    [Theory]
    [InlineData("accepted", 200)]
    [InlineData("notFound", 404)]
    [InlineData("refused", 422)]
    [InlineData("invalid", 400)]
    public void Every_result_about_a_phantom_has_its_status(string kind, int status) => OrderAnswers.Of(new PhantomResult(kind, Field: "stop", Reason: "Why.")).Status.ShouldBe(status);

    [Fact]
    public void An_order_is_written_with_the_names_of_the_contract()
    {
        var phantom = new PhantomView("p1", "GOTO", new PhantomLevels(new(null, 5.0m), new(70.0m, null), new(null, 2.5m)), "Waiting", 0, null, null, null, null, null, false, null);
        var json = JsonSerializer.SerializeToElement(OrderItem.Of(Order with { Phantom = phantom }), JsonSerializerOptions.Web);
        json.EnumerateObject().Select(p => p.Name).ShouldBe([
            "id", "accountId", "clientOrderId", "brokerOrderNo", "code", "side", "price", "lot", "filledLot", "avgPrice", "state", "reason", "createdAt", "updatedAt", "phantom",
            "isFinal", "flags", "tif", "warnings", "madeBy"]);
        json.GetProperty("price").GetRawText().ShouldBe("60");
        json.GetProperty("brokerOrderNo").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("createdAt").GetDateTimeOffset().ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(70));
        var levels = json.GetProperty("phantom");
        (levels.GetProperty("stop").GetString(), levels.GetProperty("target").GetDecimal(), levels.GetProperty("trail").GetString()).ShouldBe(("5%", 70m, "2.5%"));
    }

    [Fact]
    public void An_armed_level_is_the_price_in_force()
    {
        var item = PhantomItem.Of(new PhantomView("p1", "GOTO", new PhantomLevels(new(null, 5), null, null), "Armed", 5, 60.00m, 57.00m, null, null, null, false, null));
        (item.Stop, item.Levels.Stop).ShouldBe((57m, "5%"));
    }

    [Fact]
    public void Sums_over_accounts_are_made_of_one_currency_and_known_cash()
    {
        PortfolioItem One(string currency, decimal? cash) => PortfolioItem.Of(new PortfolioView("paper:a", currency, cash, 10, cash + 10, 1, 2, 3, []));
        PortfolioTotal.Of([One("IDR", 5), One("IDR", 6)]).ShouldBe(new PortfolioTotal("IDR", 11, 20, 31, 2, 4, 6));
        PortfolioTotal.Of([One("IDR", 5), One("IDR", null)])!.TotalValue.ShouldBeNull();
        PortfolioTotal.Of([One("IDR", 5), One("USD", 6)]).ShouldBeNull();
        PortfolioTotal.Of([]).ShouldBeNull();
    }

    [Fact]
    public void A_position_shows_the_phantom_that_still_protects_it()
    {
        PhantomView Phantom(string id, string state) => new(id, "GOTO", new PhantomLevels(new(55, null), null, null), state, 5, 60, 55, null, null, null, false, null);
        var position = new PositionView { AccountId = "paper:demo", Code = "GOTO", Phantoms = [Phantom("p1", "Done"), Phantom("p2", "Armed")] };
        var item = PositionItem.Of(position);
        item.Phantom.ShouldBe(new PositionPhantomItem(55m, null, null, "Armed"));
        item.Phantoms.Count.ShouldBe(2);
        PositionItem.Of(position with { Phantoms = [Phantom("p1", "Done")] }).Phantom.ShouldBeNull();
    }
}
