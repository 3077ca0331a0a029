namespace Sssaham.Gateway.Hosting;

/// <summary>What the description of the interface says of problems.</summary>
internal static class Refusals
{
    /// <summary>Says with which problems an endpoint answers.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) endpoint.ProducesProblem(status);
        return endpoint;
    }
}
