namespace Sssaham.Gateway.Streaming;

/// <summary>Gives the events of a stream their ids, by which a client that comes back says how far it is.</summary>
internal interface IEventIds
{
    /// <summary>Notes an event that goes out.</summary>
    /// <returns>Its id; null for an event without one.</returns>
    string? Take(StreamMessage message, bool isLast);
}
