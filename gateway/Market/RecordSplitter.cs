namespace Sssaham.Gateway.Market;

/// <summary>Takes a record of the body.</summary>
/// <param name="line">1-based line of the body on which the record starts.</param>
/// <param name="record">Its bytes; empty when it was too long to read.</param>
internal delegate void RecordHandler(int line, ReadOnlySpan<byte> record);

/// <summary>
/// Splits a body that arrives in pieces into records: lines, or the elements of a JSON array when the body starts with <c>[</c>.
/// Blank lines are skipped but counted. A record over the limit is handed on as an empty one and its bytes are thrown away.
/// With <c>spread</c> a body whose first line ends inside an object is taken as objects that go over several lines, unless the line
/// behind it is a whole object: then the first one is a broken line among lines.
/// </summary>
internal sealed class RecordSplitter(int maxRecord, bool spread = false)
{
    private enum Form
    {
        Unknown,
        Lines,
        Array,
        Objects,
        Done,
    }

    private enum End
    {
        None,
        Before,
        Behind,
    }

    private Form _form;
    private int _line = 1;
    private bool _skipping;
    private int _recordLine;
    private int _scanned;
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _inRecord;
    private byte _last;

    /// <summary>Whether the body was an array that never ended.</summary>
    public bool IsOpenArray => _form == Form.Array;

    /// <summary>The line reached.</summary>
    public int Line => _line;

    /// <summary>Whether anything but white space came behind the end of an array.</summary>
    public bool HasTrailing { get; private set; }

    /// <summary>Takes what has arrived.</summary>
    /// <param name="bytes">All bytes not consumed yet.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    /// <param name="handler">Gets every whole record.</param>
    /// <returns>Bytes consumed; the rest is given again with what follows.</returns>
    public int Take(ReadOnlySpan<byte> bytes, bool isLast, RecordHandler handler)
    {
        var at = 0;
        if (_form == Form.Unknown)
        {
            at = SkipSpace(bytes, at);
            // A byte order mark says nothing in UTF-8. It may arrive in pieces.
            var mark = "\uFEFF"u8;
            var rest = bytes[at..];
            if (rest.StartsWith(mark)) at = SkipSpace(bytes, at + mark.Length);
            else if (!isLast && mark.StartsWith(rest)) return at;
            if (at == bytes.Length) return at;
            var form = bytes[at] == (byte)'[' ? Form.Array : Form.Lines;
            if (form == Form.Lines && spread)
            {
                if (AreSpread(bytes[at..], isLast) is not { } spreads) return at;
                if (spreads) form = Form.Objects;
            }

            _form = form;
            if (_form == Form.Array) at++;
        }

        return at + (_form == Form.Lines ? TakeLines(bytes[at..], isLast, handler) : TakeElements(bytes[at..], isLast, handler));
    }

    /// <summary>Whether objects go over several lines; null when that cannot be told yet.</summary>
    private bool? AreSpread(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (LineEnd(bytes, isLast) is not { } end) return null;
        if (!IsOpenAt(bytes[..end])) return false;
        var next = bytes[end..].TrimStart(" \t\r\n"u8);
        if (LineEnd(next, isLast || bytes.Length > maxRecord) is not { } nextEnd) return null;
        var line = next[..nextEnd].TrimEnd(" \t\r"u8);
        // The last element of a list looks the same, but stands inside of the lines around it.
        var whole = line.StartsWith("{"u8) && bytes[bytes.Length - next.Length - 1] == (byte)'\n' && line.EndsWith("}"u8) && !IsOpenAt(line);
        return !whole;
    }

    /// <summary>Where the first line ends; null when its end has not come yet. A line that is too long for a record ends there.</summary>
    private int? LineEnd(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end >= 0) return end;
        return isLast || bytes.Length > maxRecord ? bytes.Length : null;
    }

    private bool IsOpenAt(ReadOnlySpan<byte> line)
    {
        (_depth, _inString, _escaped) = (0, false, false);
        foreach (var b in line) EndAt(b);
        var open = _depth > 0;
        (_depth, _inString, _escaped) = (0, false, false);
        return open;
    }

    private int SkipSpace(ReadOnlySpan<byte> bytes, int at)
    {
        for (; at < bytes.Length && IsSpace(bytes[at]); at++)
        {
            if (bytes[at] == (byte)'\n') _line++;
        }

        return at;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private int TakeLines(ReadOnlySpan<byte> bytes, bool isLast, RecordHandler handler)
    {
        var at = 0;
        while (true)
        {
            var rest = bytes[at..];
            var searched = Math.Min(_scanned, rest.Length);
            var end = rest[searched..].IndexOf((byte)'\n');
            if (end < 0)
            {
                if (isLast)
                {
                    Hand(rest, handler);
                    return bytes.Length;
                }

                if (rest.Length > maxRecord)
                {
                    _skipping = true;
                    _scanned = 0;
                    return bytes.Length;
                }

                _scanned = rest.Length;
                return at;
            }

            end += searched;
            _scanned = 0;
            Hand(rest[..end], handler);
            _line++;
            at += end + 1;
        }
    }

    private void Hand(ReadOnlySpan<byte> record, RecordHandler handler)
    {
        if (_skipping || record.Length > maxRecord)
        {
            _skipping = false;
            handler(_line, []);
            return;
        }

        record = record.Trim(" \t\r"u8);
        if (!record.IsEmpty) handler(_line, record);
    }

    private int TakeElements(ReadOnlySpan<byte> bytes, bool isLast, RecordHandler handler)
    {
        // Resumes where it stopped: a record that is not whole is given again from its start.
        var start = 0;
        var at = _inRecord ? _scanned : 0;
        for (; at < bytes.Length; at++)
        {
            var b = bytes[at];
            if (b == (byte)'\n') _line++;
            if (_form == Form.Done)
            {
                HasTrailing |= !IsSpace(b);
                continue;
            }

            if (!_inRecord)
            {
                if (IsSpace(b) || b == (byte)',') continue;
                if (b == (byte)']' && _form == Form.Array)
                {
                    _form = Form.Done;
                    continue;
                }

                _inRecord = true;
                _recordLine = _line;
                start = at;
                _depth = 0;
                _inString = false;
            }
            else if (_form == Form.Objects && IsBroken(b))
            {
                // The object before was never closed: it is handed on as it is, and this one is read for itself.
                Finish(bytes[start..at], handler);
                start = at--;
                continue;
            }

            var end = EndAt(b);
            if (!IsSpace(b)) _last = b;
            if (end != End.None)
            {
                // What ends a scalar belongs to the array and is looked at again.
                if (end == End.Before) at--;
                Finish(bytes[start..(at + 1)], handler);
                start = at + 1;
            }
            else if (at - start > maxRecord)
            {
                _skipping = true;
                start = at + 1;
            }
        }

        if (!_inRecord) return bytes.Length;
        if (isLast)
        {
            Finish(bytes[start..], handler);
            return bytes.Length;
        }

        _scanned = bytes.Length - start;
        return start;
    }

    /// <summary>Whether an object starts where none can: behind a value, without a comma between them.</summary>
    private bool IsBroken(byte b) => b == (byte)'{' && !_inString && _depth > 0 && _last is not ((byte)':' or (byte)',' or (byte)'[');

    /// <summary>Where a byte ends the record: behind itself when it closes an object or array, before itself when it is the comma or
    /// bracket behind a scalar. A bracket that closes nothing is part of a bad scalar.</summary>
    private End EndAt(byte b)
    {
        if (_inString)
        {
            if (_escaped) _escaped = false;
            else if (b == (byte)'\\') _escaped = true;
            // No text of JSON goes over a line end: one that does lacks its quotation mark.
            else if (b == (byte)'"' || (b == (byte)'\n' && _form == Form.Objects)) _inString = false;
            return End.None;
        }

        switch (b)
        {
            case (byte)'"':
                _inString = true;
                return End.None;
            case (byte)'{' or (byte)'[':
                _depth++;
                return End.None;
            case (byte)'}' or (byte)']' when _depth > 0:
                return --_depth == 0 ? End.Behind : End.None;
            case (byte)',' when _depth == 0:
            case (byte)']' when _depth == 0 && _form == Form.Array:
                return End.Before;
            case (byte)'\n' when _depth == 0 && _form == Form.Objects:
                return End.Behind;
            default:
                return End.None;
        }
    }

    private void Finish(ReadOnlySpan<byte> record, RecordHandler handler)
    {
        _inRecord = false;
        handler(_recordLine, _skipping ? [] : record.Trim(" \t\r\n"u8));
        _skipping = false;
    }
}
