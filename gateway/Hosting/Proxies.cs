using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Sssaham.Gateway.Hosting;

/// <summary>Whose word on where a request came from is taken: that of the proxies in <c>Gateway:TrustedProxies</c>, and nobody's unless configured.</summary>
internal static class Proxies
{
    /// <summary>Takes address and scheme from <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> as far as the chain of trusted proxies goes.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, GatewayOptions options)
    {
        if (options.TrustedProxies.Count == 0) return;
        // The chain is followed to the first address that is not trusted, however long it is.
        var settings = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        settings.KnownProxies.Clear();
        settings.KnownIPNetworks.Clear();
        foreach (var text in options.TrustedProxies) settings.KnownIPNetworks.Add(Parse(text));
        app.UseForwardedHeaders(settings);
    }

    /// <summary>Reads an address or a network.</summary>
    /// <exception cref="ArgumentException">It is neither, or everybody.</exception>
    public static System.Net.IPNetwork Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
        if (System.Net.IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0 && network.BaseAddress.Equals(IPAddress.Parse(text[..text.IndexOf('/', StringComparison.Ordinal)]))) return network;
        throw new ArgumentException($"{GatewayOptions.Section}:{nameof(GatewayOptions.TrustedProxies)}: '{text}' is no address and no network such as 10.0.0.0/8.");
    }
}
