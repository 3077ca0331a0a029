using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Market.Feeds;

namespace Sssaham.Domain.Execution.Ipot;

/// <summary>
/// The messages a client sends on an IPOT link to trade. A submit has the form of the execution specification, section 4, to the
/// letter. Cancel and amend are not captured from the official client: they are templates in the configuration.
/// </summary>
public sealed record IpotOrderMessages
{
    /// <summary>Cancels an order. <c>{cid}</c>, <c>{custcode}</c> and <c>{jatsorderno}</c> are filled in; <c>{submitid}</c>, too.</summary>
    public string CancelTemplate { get; init; } =
        """{"event":"cmd","data":{"cmdid":{cid},"param":{"service":"stocktrade","cmd":"CANCEL","param":{"custcode":"{custcode}","jatsorderno":"{jatsorderno}"}}},"cid":{cid}}""";

    /// <summary>Amends an order: <c>{price}</c> and <c>{vol}</c> (lots in total) besides those of a cancel.</summary>
    public string AmendTemplate { get; init; } =
        """{"event":"cmd","data":{"cmdid":{cid},"param":{"service":"stocktrade","cmd":"AMEND","param":{"custcode":"{custcode}","jatsorderno":"{jatsorderno}","price":{price},"vol":{vol}}}},"cid":{cid}}""";

    private const string SubmitTemplate =
        """{"event":"submit","data":{"cmdid":{cid},"param":{"service":"stocktrade","cmd":"{cmd}","param":{"custcode":"{custcode}","code":"{code}","price":{price},"vol":{vol}},"submitid":{submitid}}},"cid":{cid}}""";

    private const string AccountsTemplate = """{"event":"cmd","data":{"cmdid":{cid},"param":{"service":"porto","cmd":"MYACCOUNT","param":{}}},"cid":{cid}}""";
    private const string CashTemplate = """{"event":"cmd","data":{"cmdid":{cid},"param":{"service":"porto","cmd":"CASHINFO","param":{"custcode":"{custcode}"}}},"cid":{cid}}""";

    private const string SubscribeTemplate =
        """{"event":"cmd","data":{"cmdid":{cid},"param":{"service":"{service}","cmd":"{cmd}","subsid":"{cmd}_{custcode}","param":{"custcode":"{custcode}","code":"*","subscribe":true},"rtype":"{cmd}"}},"cid":{cid}}""";

    /// <summary>A new order.</summary>
    /// <param name="cid">Call number; the answer carries it as <c>rid</c>. The command number is the same.</param>
    /// <param name="custCode">The account at the broker, such as <c>R10000012345</c>.</param>
    /// <param name="side">Buy or sell.</param>
    /// <param name="code">Ticker.</param>
    /// <param name="price">Price in rupiah.</param>
    /// <param name="lots">Lots, not shares.</param>
    /// <param name="submitId">Seconds since 1970 UTC, a number of ten digits that the account never used before.</param>
    /// <returns>The message.</returns>
    public static string Submit(long cid, string custCode, OrderSide side, string code, decimal price, long lots, long submitId) =>
        Fill(SubmitTemplate, ("cid", Number(cid)), ("cmd", side.Text()), ("custcode", Text(custCode)), ("code", Text(code)), ("price", Number(price)), ("vol", Number(lots)), ("submitid", Number(submitId)));

    /// <summary>A cancel.</summary>
    /// <param name="cid">Call number.</param>
    /// <param name="custCode">The account.</param>
    /// <param name="orderNo">The broker's order number.</param>
    /// <param name="submitId">A submit number, for a template that asks for one.</param>
    /// <returns>The message.</returns>
    public string Cancel(long cid, string custCode, string orderNo, long submitId) =>
        Fill(CancelTemplate, ("cid", Number(cid)), ("custcode", Text(custCode)), ("jatsorderno", Text(orderNo)), ("submitid", Number(submitId)));

    /// <summary>An amendment.</summary>
    /// <param name="cid">Call number.</param>
    /// <param name="custCode">The account.</param>
    /// <param name="orderNo">The broker's order number.</param>
    /// <param name="price">New price in rupiah.</param>
    /// <param name="lots">New lots in total.</param>
    /// <param name="submitId">A submit number, for a template that asks for one.</param>
    /// <returns>The message.</returns>
    public string Amend(long cid, string custCode, string orderNo, decimal price, long lots, long submitId) =>
        Fill(AmendTemplate, ("cid", Number(cid)), ("custcode", Text(custCode)), ("jatsorderno", Text(orderNo)), ("price", Number(price)), ("vol", Number(lots)), ("submitid", Number(submitId)));

    /// <summary>Asks which accounts the session has.</summary>
    /// <param name="cid">Call number.</param>
    /// <returns>The message.</returns>
    public static string MyAccount(long cid) => Fill(AccountsTemplate, ("cid", Number(cid)));

    /// <summary>Asks for an account's cash.</summary>
    /// <param name="cid">Call number.</param>
    /// <param name="custCode">The account.</param>
    /// <returns>The message.</returns>
    public static string CashInfo(long cid, string custCode) => Fill(CashTemplate, ("cid", Number(cid)), ("custcode", Text(custCode)));

    /// <summary>Subscribes to an account's orders: what is there comes first, as pushes like those that follow.</summary>
    /// <param name="cid">Call number.</param>
    /// <param name="custCode">The account.</param>
    /// <returns>The message.</returns>
    public static string SubscribeOrders(long cid, string custCode) => Subscribe(cid, "stocktrade", "ORDER", custCode);

    /// <summary>Subscribes to an account's stocks.</summary>
    /// <param name="cid">Call number.</param>
    /// <param name="custCode">The account.</param>
    /// <returns>The message.</returns>
    public static string SubscribePositions(long cid, string custCode) => Subscribe(cid, "porto", "STOCKPOS", custCode);

    /// <summary>Subscribes to an account's portfolio, as the official client does after an order.</summary>
    /// <param name="cid">Call number.</param>
    /// <param name="custCode">The account.</param>
    /// <returns>The message.</returns>
    public static string SubscribePortfolio(long cid, string custCode) => Subscribe(cid, "porto", "LP", custCode);

    /// <summary>Subscribes to a stream of one code: its book (<c>OB2</c>), its running trades (<c>JTM</c>) or the state of its auction
    /// (<c>AUC</c>). A guess: no capture shows these subscriptions; the form is that of live trades (<c>LT</c>), which captures show.</summary>
    /// <param name="cid">Call number.</param>
    /// <param name="recordType">Record type of the stream.</param>
    /// <param name="code">Ticker.</param>
    /// <returns>The message.</returns>
    public static string SubscribeMarket(long cid, string recordType, string code) => IpotMessages.Subscribe(cid, cid, null, recordType, code);

    private static string Subscribe(long cid, string service, string command, string custCode) =>
        Fill(SubscribeTemplate, ("cid", Number(cid)), ("service", service), ("cmd", command), ("custcode", Text(custCode)));

    private static string Fill(string template, params ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values) template = template.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return template;
    }

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => JsonEncodedText.Encode(text).ToString();
}
