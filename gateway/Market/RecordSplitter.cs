namespace Sssaham.Gateway.Market;

/// <summary>Takes a record of the body.</summary>
/// <param name="line">1-based line of the body on which the record starts.</param>
/// <param name="record">Its bytes; empty when it was too long to read.</param>
internal delegate void RecordHandler(int line, ReadOnlySpan<byte> record);

/// <summary>
/// Splits a body that arrives in pieces into records: lines, or the elements of a JSON array when the body starts with <c>[</c>.
/// Blank lines are skipped but counted. A record over the limit is handed on as an empty one and its bytes are thrown away.
/// </summary>
internal sealed class RecordSplitter(int maxRecord)
{
    private enum Form
    {
        Unknown,
        Lines,
        Array,
        Done,
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
            for (; at < bytes.Length && IsSpace(bytes[at]); at++)
            {
                if (bytes[at] == (byte)'\n') _line++;
            }

            // A byte order mark says nothing in UTF-8.
            if (bytes[at..].StartsWith("\uFEFF"u8)) at += 3;
            if (at == bytes.Length) return at;
            _form = bytes[at] == (byte)'[' ? Form.Array : Form.Lines;
            if (_form == Form.Array) at++;
        }

        return at + (_form == Form.Lines ? TakeLines(bytes[at..], isLast, handler) : TakeElements(bytes[at..], isLast, handler));
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
                if (b == (byte)']')
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

            if (Ends(b))
            {
                var closes = b is (byte)'}' && _depth == 0;
                var end = closes ? at + 1 : at;
                Finish(bytes[start..end], handler);
                if (!closes) at--;
                if (!closes && b == (byte)'\n') _line--;
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

    /// <summary>Whether a byte ends the record: the brace that closes an object, or the comma or bracket behind a scalar.</summary>
    private bool Ends(byte b)
    {
        if (_inString)
        {
            if (_escaped) _escaped = false;
            else if (b == (byte)'\\') _escaped = true;
            else if (b == (byte)'"') _inString = false;
            return false;
        }

        switch (b)
        {
            case (byte)'"':
                _inString = true;
                return false;
            case (byte)'{' or (byte)'[':
                _depth++;
                return false;
            case (byte)'}':
                _depth--;
                return _depth <= 0;
            case (byte)']':
                if (_depth == 0) return true;
                _depth--;
                return false;
            case (byte)',':
                return _depth == 0;
            default:
                return false;
        }
    }

    private void Finish(ReadOnlySpan<byte> record, RecordHandler handler)
    {
        _inRecord = false;
        handler(_recordLine, _skipping ? [] : record.Trim(" \t\r\n"u8));
        _skipping = false;
    }
}
