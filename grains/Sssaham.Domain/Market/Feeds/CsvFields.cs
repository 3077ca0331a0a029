using System.Text;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>Finds a plan's fields in delimited columns. Quotes around a field are taken off; line breaks inside are not supported.</summary>
internal sealed class CsvFields
{
    private readonly TapePlan _plan;
    private readonly FieldSlots _slots;
    private readonly byte _delimiter;
    private readonly byte[] _header = [];
    private int[][]? _columns;
    private int _count;
    private FeedError? _headerError;

    public CsvFields(TapePlan plan, FieldSlots slots)
    {
        _plan = plan;
        _slots = slots;
        _delimiter = (byte)plan.Mapping.Delimiter[0];
        var names = plan.Mapping.Columns;
        if (names.Count > 0) _header = Encoding.UTF8.GetBytes(string.Join(plan.Mapping.Delimiter, names));
        if (names.Count > 0 || !plan.Mapping.Header) _headerError = Resolve(names);
    }

    /// <summary>Reads a line.</summary>
    /// <returns><see cref="TapeOutcome.Trade"/> when the fields are in their slots.</returns>
    public TapeOutcome Read(ReadOnlySpan<byte> line, out FeedError? error)
    {
        _slots.Clear();
        error = null;
        if (_columns is null && _headerError is null)
        {
            error = _headerError = Resolve(Names(line));
            return error is null ? TapeOutcome.Skipped : TapeOutcome.Bad;
        }

        error = _headerError ?? Split(line);
        if (error is not null) return TapeOutcome.Bad;
        return Passes(line) ? TapeOutcome.Trade : TapeOutcome.Skipped;
    }

    /// <summary>Whether a line repeats the columns' names.</summary>
    public bool IsHeader(ReadOnlySpan<byte> line) => _header.Length > 0 && line.SequenceEqual(_header);

    private bool Passes(ReadOnlySpan<byte> line)
    {
        for (var i = 0; i < _plan.Expected.Length; i++)
        {
            var slot = TapePlan.FirstFilter + i;
            if (!_slots.Has(slot) || !_slots.Text(line, slot).SequenceEqual(_plan.Expected[i])) return false;
        }

        return true;
    }

    private FeedError? Split(ReadOnlySpan<byte> line)
    {
        var columns = _columns!;
        // Only the columns needed are taken apart, the rest is counted.
        var quoted = line.Contains((byte)'"');
        int at = 0, n = 0;
        for (var more = true; more && (quoted || n < columns.Length); n++)
        {
            if (!Next(line, ref at, out var start, out var length, out more)) return new FeedError(FeedError.Line, $"has an open quote in column {n + 1}");
            if (n >= columns.Length) continue;
            foreach (var slot in columns[n])
            {
                if (length > 0) _slots.Set(slot, start, length);
            }
        }

        if (!quoted) n = line.Count(_delimiter) + 1;
        if (n < columns.Length || (_count > 0 && n != _count))
            return new FeedError(FeedError.Line, $"holds {n} columns where {Math.Max(_count, columns.Length)} are expected");
        return null;
    }

    private bool Next(ReadOnlySpan<byte> line, ref int at, out int start, out int length, out bool more)
    {
        start = at;
        length = 0;
        more = false;
        while (start < line.Length && line[start] is (byte)' ') start++;
        int end;
        if (start < line.Length && line[start] == (byte)'"')
        {
            start++;
            end = start;
            while (true)
            {
                var quote = line[end..].IndexOf((byte)'"');
                if (quote < 0) return false;
                end += quote;
                // A doubled quote is a quote inside; no field that is read here can hold one, so it may stay doubled.
                if (end + 1 >= line.Length || line[end + 1] != (byte)'"') break;
                end += 2;
            }

            length = end - start;
            var rest = line[(end + 1)..];
            var next = rest.IndexOf(_delimiter);
            if ((next < 0 ? rest : rest[..next]).ContainsAnyExcept((byte)' ')) return false;
            more = next >= 0;
            at = end + 1 + next + 1;
            return true;
        }

        var found = line[start..].IndexOf(_delimiter);
        more = found >= 0;
        end = found < 0 ? line.Length : start + found;
        at = end + 1;
        length = line[start..end].TrimEnd((byte)' ').Length;
        return true;
    }

    private List<string> Names(ReadOnlySpan<byte> line)
    {
        var names = new List<string>();
        var at = 0;
        while (Next(line, ref at, out var start, out var length, out var more))
        {
            names.Add(Encoding.UTF8.GetString(line.Slice(start, length)));
            if (!more) break;
        }

        return names;
    }

    private FeedError? Resolve(IReadOnlyList<string> names)
    {
        var columns = new List<List<int>>();
        // Of alternatives those that exist count, and one has to.
        foreach (var field in _plan.Paths.GroupBy(p => p.Slot))
        {
            var any = false;
            foreach (var (slot, path) in field)
            {
                var index = names.ToList().IndexOf(path);
                if (index < 0 && path.Length <= 4 && FeedText.TryDigits(Encoding.UTF8.GetBytes(path), out var number)) index = (int)number;
                if (index < 0 || (names.Count > 0 && index >= names.Count)) continue;
                while (columns.Count <= index) columns.Add([]);
                columns[index].Add(slot);
                any = true;
            }

            if (!any) return new FeedError(_plan.Names[field.Key], "is no column of this file");
        }

        _columns = [.. columns.Select(c => c.ToArray())];
        _count = names.Count;
        return null;
    }
}
