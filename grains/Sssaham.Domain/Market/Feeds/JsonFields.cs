using System.Text;
using System.Text.Json;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>Finds a plan's fields in JSON, in one pass and without building a document.</summary>
internal sealed class JsonFields
{
    private readonly TapePlan _plan;
    private readonly FieldSlots _slots;
    private readonly Node _root = new();
    private readonly Node _record;
    private (int Start, int Length) _array;

    public JsonFields(TapePlan plan, FieldSlots slots)
    {
        _plan = plan;
        _slots = slots;
        foreach (var (slot, path) in plan.Paths) _root.Descend(path).Take(slot);
        var record = plan.Mapping.Format == TapeFormat.Ipot ? "" : plan.Mapping.Record;
        _record = record.Length == 0 ? _root : _root.Descend(record);
    }

    /// <summary>Whether the message just read holds an array where the record is expected.</summary>
    public bool HoldsArray => _array.Length > 0;

    /// <summary>Reads a message.</summary>
    /// <returns><see cref="TapeOutcome.Trade"/> when the fields are in their slots.</returns>
    public TapeOutcome Read(ReadOnlySpan<byte> message, out FeedError? error)
    {
        _slots.Clear();
        _array = default;
        return Read(message, (0, message.Length), _root, out error);
    }

    /// <summary>Reads one element of the array; the message's own fields stay as they were.</summary>
    /// <param name="message">The message.</param>
    /// <param name="element">Where the element lies.</param>
    /// <param name="error">What is wrong.</param>
    /// <returns><see cref="TapeOutcome.Trade"/> when the fields are in their slots.</returns>
    public TapeOutcome ReadElement(ReadOnlySpan<byte> message, (int Start, int Length) element, out FeedError? error)
    {
        _slots.Restore();
        return Read(message, element, _record, out error);
    }

    /// <summary>Where the array's elements lie.</summary>
    public List<(int Start, int Length)> Elements(ReadOnlySpan<byte> message)
    {
        var result = new List<(int, int)>();
        // The array was read over once already, so it is well formed.
        var reader = new Utf8JsonReader(message.Slice(_array.Start, _array.Length));
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            result.Add((_array.Start + start, (int)reader.BytesConsumed - start));
        }

        _slots.Save();
        return result;
    }

    /// <summary>Whether every filter's field was there; a value that does not match stopped the reading before.</summary>
    public bool PassesFilters()
    {
        for (var i = 0; i < _plan.Expected.Length; i++)
        {
            if (!_slots.Has(TapePlan.FirstFilter + i)) return false;
        }

        return true;
    }

    private TapeOutcome Read(ReadOnlySpan<byte> message, (int Start, int Length) part, Node node, out FeedError? error)
    {
        error = null;
        var offset = part.Start;
        try
        {
            var reader = new Utf8JsonReader(message.Slice(part.Start, part.Length));
            reader.Read();
            if (!Walk(ref reader, node, message, offset)) return TapeOutcome.Skipped;
            // Anything behind the value throws.
            reader.Read();
            return TapeOutcome.Trade;
        }
        catch (JsonException e)
        {
            error = new FeedError(FeedError.Line, $"is not JSON from byte {(offset + e.BytePositionInLine ?? 0) + 1} on");
        }
        catch (InvalidOperationException)
        {
            error = new FeedError(FeedError.Line, "is not JSON: a name holds half a character");
        }

        return TapeOutcome.Bad;
    }

    private bool Walk(ref Utf8JsonReader reader, Node node, ReadOnlySpan<byte> message, int offset)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when node.HasNames:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var child = node.Find(ref reader);
                    reader.Read();
                    if (child is null) reader.Skip();
                    else if (!Walk(ref reader, child, message, offset)) return false;
                }

                return true;

            case JsonTokenType.StartArray when node.HasIndices:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    var child = node.At(i);
                    if (child is null) reader.Skip();
                    else if (!Walk(ref reader, child, message, offset)) return false;
                }

                return true;

            case JsonTokenType.StartArray when ReferenceEquals(node, _record) && offset == 0 && _array.Length == 0:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                _array = (start, (int)reader.BytesConsumed - start);
                return true;

            default:
                return Take(ref reader, node, message, offset);
        }
    }

    private bool Take(ref Utf8JsonReader reader, Node node, ReadOnlySpan<byte> message, int offset)
    {
        if (node.Slots.Length > 0)
        {
            // An object where a value belongs is kept by its brace: no field takes that, and the error shows it.
            _slots.Set(node.Slots, ref reader, offset);
            foreach (var slot in node.Slots)
            {
                if (slot < TapePlan.FirstFilter || reader.TokenType == JsonTokenType.Null) continue;
                if (!_slots.Text(message, slot).SequenceEqual(_plan.Expected[slot - TapePlan.FirstFilter])) return false;
            }
        }

        reader.Skip();
        return true;
    }

    private sealed class Node
    {
        private readonly List<(byte[] Name, Node Node)> _children = [];
        private readonly List<Node?> _elements = [];

        public int[] Slots { get; private set; } = [];

        public bool HasNames => _children.Count > 0;

        public bool HasIndices => _elements.Count > 0;

        public Node Descend(string path)
        {
            var node = this;
            foreach (var name in path.Split('.')) node = node.Child(name);
            return node;
        }

        public void Take(int slot) => Slots = [.. Slots, slot];

        public Node? At(int index) => index < _elements.Count ? _elements[index] : null;

        public Node? Find(ref Utf8JsonReader reader)
        {
            if (reader.ValueIsEscaped)
            {
                foreach (var (name, node) in _children)
                {
                    if (reader.ValueTextEquals(name)) return node;
                }

                return null;
            }

            var text = reader.ValueSpan;
            foreach (var (name, node) in _children)
            {
                if (text.SequenceEqual(name)) return node;
            }

            return null;
        }

        private Node Child(string name)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            foreach (var (known, node) in _children)
            {
                if (known.AsSpan().SequenceEqual(bytes)) return node;
            }

            var child = new Node();
            _children.Add((bytes, child));
            // A number names an array's element as well as a member that is called so.
            if (name.Length <= 3 && FeedText.TryDigits(bytes, out var index))
            {
                while (_elements.Count <= index) _elements.Add(null);
                _elements[(int)index] = child;
            }

            return child;
        }
    }
}
