using System.Globalization;
using System.Text.Json;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>The messages a client sends on an IPOT link to hear live trades.</summary>
public static class IpotMessages
{
    /// <summary>The answer to a ping.</summary>
    public const string Pong = "#2";

    /// <summary>
    /// The subscription that captures show. It is configuration because not every account is served the same way: <c>{cmdid}</c>,
    /// <c>{cid}</c>, <c>{rtype}</c> and <c>{code}</c> are filled in, the rest is sent as it stands.
    /// </summary>
    public const string DefaultSubscription =
        """{"event":"cmd","data":{"cmdid":{cmdid},"param":{"cmd":"subscribe","service":"mi","rtype":"{rtype}","code":"{code}"}},"cid":{cid}}""";

    /// <summary>The first message on a link.</summary>
    /// <param name="cid">Call number; the answer carries it as <c>rid</c>.</param>
    /// <returns>The message.</returns>
    public static string Handshake(long cid = 1) =>
        string.Create(CultureInfo.InvariantCulture, $$$"""{"event":"#handshake","data":{"authToken":null},"cid":{{{cid}}}}""");

    /// <summary>Subscribes to a stream of market information.</summary>
    /// <param name="cid">Call number; the answer carries it as <c>rid</c>.</param>
    /// <param name="commandId">Number of the command.</param>
    /// <param name="template">The message; null for <see cref="DefaultSubscription"/>.</param>
    /// <param name="recordType">Record type of the stream: <c>LT</c> for live trades, <c>SS2</c> for snapshots.</param>
    /// <param name="code">A ticker, or <c>*</c> for all.</param>
    /// <returns>The message.</returns>
    public static string Subscribe(long cid, long commandId, string? template = null, string recordType = "LT", string code = "*") =>
        (template ?? DefaultSubscription)
            .Replace("{cmdid}", commandId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{cid}", cid.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{rtype}", JsonEncodedText.Encode(recordType).ToString(), StringComparison.Ordinal)
            .Replace("{code}", JsonEncodedText.Encode(code).ToString(), StringComparison.Ordinal);
}
