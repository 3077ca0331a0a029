namespace Sssaham.Gateway.Identity;

/// <summary>Metadata of an endpoint whose calls are not in the audit log.</summary>
internal sealed class AuditMark
{
    private AuditMark()
    {
    }

    public static AuditMark None { get; } = new();

    /// <summary>Whether calls of an endpoint are in the log: all that may change something, unless they are marked.</summary>
    public static bool IsRecorded(Endpoint endpoint, string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsConnect(method) && endpoint.Metadata.GetMetadata<AuditMark>() is null;
}

/// <summary>Marks endpoints.</summary>
internal static class AuditMarks
{
    /// <summary>Keeps calls out of the audit log: data that streams in, and orders, which have a history of their own that says who.</summary>
    public static TBuilder WithoutAudit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(AuditMark.None);
}
