using System.Buffers;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// Messages of a stream as frames of a WebSocket: each by itself or, for a client that asks for it, those that wait together as one JSON
/// array. A frame costs a browser more than the message in it.
/// </summary>
/// <param name="together">Whether messages share frames.</param>
internal sealed class StreamFrames(bool together)
{
    /// <summary>What an array is kept below, bytes; a message that is longer is alone in its array.</summary>
    public const int MaxBytes = 64 << 10;

    private readonly ArrayBufferWriter<byte> _array = new();

    /// <summary>The frames of some messages, in their order; each stays as it is until the next is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Of(List<StreamMessage> messages)
    {
        if (!together)
        {
            foreach (var message in messages) yield return message.Bytes;
            yield break;
        }

        for (var next = 0; next < messages.Count;)
        {
            _array.ResetWrittenCount();
            _array.Write("["u8);
            _array.Write(messages[next++].Bytes);
            for (; next < messages.Count && _array.WrittenCount + messages[next].Bytes.Length + 2 <= MaxBytes; next++)
            {
                _array.Write(","u8);
                _array.Write(messages[next].Bytes);
            }

            _array.Write("]"u8);
            yield return _array.WrittenMemory;
        }
    }
}
