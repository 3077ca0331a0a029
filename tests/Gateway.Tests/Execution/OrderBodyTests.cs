using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Execution;
using Sssaham.GrainInterfaces.Execution;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

public sealed class OrderBodyTests
{
    private const string Good = """{"accountId":"paper:demo","code":"GOTO","side":"BUY","price":60,"lot":5}""";

    [Fact]
    public void An_order_is_read_with_all_its_fields()
    {
        var order = Read("""{"accountId":"ipot:R10000012345","clientOrderId":"a-1","code":"goto","side":"BUY","price":60.50,"lot":5,"type":"LIMIT","tif":"OPEN","queue":true,"phantom":{"stop":55,"target":{"percent":10},"trail":"2.50%"}}""")!;
        order.AccountId.ShouldBe("ipot:R10000012345");
        order.HasOwnId.ShouldBeTrue();
        order.Order.ShouldBe(new PlaceOrder("a-1", "GOTO", "BUY", 60.5m, 5, "OPEN", true, new PhantomLevels(new(55, null), new(null, 10), new(null, 2.5m)), "tester"));
    }

    [Fact]
    public void A_level_may_be_an_object_with_a_price() => Read(With("phantom", """{"stop":{"price":55}}"""))!.Order.Phantom!.Stop.ShouldBe(new PhantomPrice(55, null));

    [Fact]
    public void Without_an_id_of_its_own_an_order_takes_the_key_else_it_gets_one()
    {
        Read(Good, key: "k-1")!.Order.ClientOrderId.ShouldBe("k-1");
        Read(With("clientOrderId", "\"own\""), key: "k-1")!.Order.ClientOrderId.ShouldBe("own");
        var made = Read(Good)!;
        made.HasOwnId.ShouldBeFalse();
        made.Order.ClientOrderId.ShouldStartWith("api-");
        made.Order.ClientOrderId.ShouldNotBe(Read(Good)!.Order.ClientOrderId);
    }

    [Theory]
    [InlineData("\"8e03978e\"", "8e03978e")]
    [InlineData("8e03978e", "8e03978e")]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    public void A_key_may_stand_in_quotes(string? header, string? key) => OrderBody.Key(header).ShouldBe(key);

    [Theory]
    [InlineData("accountId", "\"PAPER:demo\"")]
    [InlineData("accountId", "\"paper\"")]
    [InlineData("accountId", "\"paper:a b\"")]
    [InlineData("accountId", "\"paper:demo\\n\"")]
    [InlineData("accountId", "\"paper:\"")]
    [InlineData("accountId", "\"abcdefghijklmnopq:demo\"")]
    [InlineData("accountId", "7")]
    [InlineData("accountId", "null")]
    [InlineData("clientOrderId", "\"\"")]
    [InlineData("clientOrderId", "\"a b\"")]
    [InlineData("clientOrderId", "\"\\ud800\"")]
    [InlineData("clientOrderId", "\"paper:demo:7\"")]
    [InlineData("clientOrderId", "7")]
    [InlineData("code", "\"../..\"")]
    [InlineData("code", "\"\"")]
    [InlineData("code", "null")]
    [InlineData("side", "\"buy\"")]
    [InlineData("side", "\"HOLD\"")]
    [InlineData("price", "0")]
    [InlineData("price", "-1")]
    [InlineData("price", "1e300")]
    [InlineData("price", "1e10")]
    [InlineData("price", "0.000000001")]
    [InlineData("price", "\"60\"")]
    [InlineData("price", "\"NaN\"")]
    [InlineData("price", "[]")]
    [InlineData("price", "null")]
    [InlineData("lot", "0")]
    [InlineData("lot", "1.5")]
    [InlineData("lot", "1e20")]
    [InlineData("lot", "99999999999999999999999999999999")]
    [InlineData("lot", "true")]
    [InlineData("lot", "null")]
    [InlineData("type", "\"MARKET\"")]
    [InlineData("tif", "\"GTC\"")]
    [InlineData("queue", "\"yes\"")]
    [InlineData("phantom", "7")]
    [InlineData("phantom", "{}")]
    [InlineData("stopp", "7")]
    public void A_bad_field_is_named(string field, string value) => Errors(With(field, value)).ShouldBe([field]);

    [Theory]
    [InlineData("""{"stop":"5"}""", "phantom.stop")]
    [InlineData("""{"stop":"x%"}""", "phantom.stop")]
    [InlineData("""{"stop":"-5%"}""", "phantom.stop")]
    [InlineData("""{"stop":true}""", "phantom.stop")]
    [InlineData("""{"stop":{}}""", "phantom.stop")]
    [InlineData("""{"target":{"price":5,"percent":5}}""", "phantom.target")]
    [InlineData("""{"trail":{"percent":"5"}}""", "phantom.trail.percent,phantom.trail")]
    [InlineData("""{"stop":5,"sotp":6}""", "phantom.sotp")]
    [InlineData("""{"stop":{"price":5,"x":1}}""", "phantom.stop.x")]
    public void A_bad_level_is_named(string phantom, string fields) => Errors(With("phantom", phantom)).ShouldBe(fields.Split(','));

    [Fact]
    public void A_sell_has_no_phantom() => Errors("""{"accountId":"paper:demo","code":"GOTO","side":"SELL","price":60,"lot":5,"phantom":{"stop":5}}""").ShouldBe(["phantom"]);

    [Fact]
    public void What_is_missing_is_named_all_at_once() => Errors("{}").ShouldBe(["accountId", "code", "side", "price", "lot"]);

    [Theory]
    [InlineData("\"lot\":5,\"amount\":7")]
    [InlineData("\"amount\":5,\"percentOfCapital\":7")]
    public void Only_one_size_is_taken(string sizes) => Errors($$"""{"accountId":"paper:demo","code":"GOTO","side":"BUY","price":60,{{sizes}}}""").ShouldBe(["lot"]);

    [Fact]
    public void A_share_of_the_capital_is_at_most_all_of_it() =>
        Errors("""{"accountId":"paper:demo","code":"GOTO","side":"BUY","price":60,"percentOfCapital":100.1}""").ShouldBe(["percentOfCapital"]);

    [Fact]
    public void A_bad_key_is_named() => Errors(Good, key: "a b").ShouldBe(["Idempotency-Key"]);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    public void What_is_no_object_is_no_order(string body) => Errors(body).ShouldBe(["body"]);

    [Fact]
    public void Orders_of_a_batch_are_read_each_on_its_own()
    {
        var errors = new BodyErrors();
        var orders = BatchBody.Read(Json($$"""{"orders":[{{Good}},7,{{Good}}]}"""), "k", "tester", 100, errors)!;
        errors.None.ShouldBeTrue();
        orders.Select(o => o.Order?.Order.ClientOrderId).ShouldBe(["k/1", null, "k/3"]);
        orders[1].Problem!.Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"orders":[]}""")]
    [InlineData("""{"orders":{}}""")]
    [InlineData("""{"orders":[1,2,3]}""")]
    public void A_batch_needs_its_list(string body)
    {
        var errors = new BodyErrors();
        BatchBody.Read(Json(body), null, "tester", 2, errors).ShouldBeNull();
        errors.Fields.Keys.ShouldBe(["orders"]);
    }

    private static string With(string field, string value)
    {
        var fields = JsonDocument.Parse(Good).RootElement.EnumerateObject().Where(p => p.Name != field).Select(p => $"\"{p.Name}\":{p.Value.GetRawText()}");
        return $"{{{string.Join(',', fields.Append($"\"{field}\":{value}"))}}}";
    }

    private static JsonElement Json(string body) => JsonDocument.Parse(body).RootElement;

    private static OrderBody? Read(string body, string? key = null) => OrderBody.Read(Json(body), key, "tester", new BodyErrors());

    private static IEnumerable<string> Errors(string body, string? key = null)
    {
        var errors = new BodyErrors();
        OrderBody.Read(Json(body), key, "tester", errors).ShouldBeNull();
        return errors.Fields.Keys;
    }
}
