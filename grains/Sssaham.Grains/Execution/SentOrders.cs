namespace Sssaham.Grains.Execution;

/// <summary>When orders left that the broker has not answered. Nothing is kept while nobody wants to know.</summary>
internal sealed class SentOrders
{
    /// <summary>Orders that are timed at once; a broker that answers none must not fill the memory.</summary>
    private const int Most = 10_000;
    private readonly Dictionary<string, long> _sentUs = new(StringComparer.Ordinal);

    /// <summary>Notes that an order leaves.</summary>
    public void Left(string orderId, long nowUs)
    {
        if (!ExecutionMetrics.TimesAcks) return;
        if (_sentUs.Count == Most) _sentUs.Clear();
        _sentUs[orderId] = nowUs;
    }

    /// <summary>Notes that the broker has answered.</summary>
    public void Answered(string orderId, long nowUs)
    {
        if (_sentUs.Remove(orderId, out var sentUs)) ExecutionMetrics.Answered(TimeSpan.FromMicroseconds(nowUs - sentUs));
    }
}
