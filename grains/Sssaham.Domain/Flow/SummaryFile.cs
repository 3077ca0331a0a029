using System.Globalization;
using System.Text;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;

namespace Sssaham.Domain.Flow;

/// <summary>One pass over the bytes of a broker summary. Members may come in any order, so what belongs together is checked as it comes.</summary>
internal ref struct SummaryFile(ReadOnlySpan<byte> json)
{
    private static readonly FieldPath Whole = new("", "body");
    private readonly List<FeedError> _errors = [];
    private readonly List<BrokerRow> _rows = [];
    private readonly HashSet<(string, BrokerType)> _seen = [];
    private Utf8JsonReader _reader = new(json);
    private bool _tooLong;
    private string? _ticker;
    private DateOnly? _date;
    private decimal? _value;
    private long? _shares;
    private bool _bought;
    private bool _sold;

    private readonly bool Stopped => _tooLong || _errors.Count >= BrokerSummaryReader.MaxErrors;

    public BrokerSummaryResult Read(BrokerSummaryHint hint)
    {
        try
        {
            _reader.Read();
            if (_reader.TokenType == JsonTokenType.StartObject) ReadLevel("", top: true);
            else Fail(Whole, "must be a JSON object.");

            // The reader objects to anything that follows the object.
            if (_errors.Count == 0) _reader.Read();
        }
        catch (JsonException e)
        {
            Fail(Whole, string.Create(CultureInfo.InvariantCulture, $"is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})."));
        }
        catch (InvalidOperationException)
        {
            // "\ud800" is well-formed JSON and still no text.
            Fail(Whole, "holds half a character.");
        }

        if (_errors.Count == 0) Complete(hint);
        return _errors.Count > 0
            ? new BrokerSummaryResult(null, [.. _errors])
            : new BrokerSummaryResult(new BrokerSummary(_ticker!, _date!.Value, [.. _rows], _value, _shares), []);
    }

    private void Complete(BrokerSummaryHint hint)
    {
        if (hint.Ticker is { } ticker) TakeTicker(new FieldPath("", "symbol"), Encoding.UTF8.GetBytes(ticker));
        else if (_ticker is null) Fail(new FieldPath("", "symbol"), "is missing.");
        if (hint.Date is { } date) TakeDate(new FieldPath("", "date"), date);
        else if (_date is null) Fail(new FieldPath("", "date"), "is missing.");
        if (_rows.Count == 0) Fail(new FieldPath("", "broker_summary"), "has no rows.");
    }

    private void ReadLevel(string level, bool top)
    {
        while (Next())
        {
            if (top && _reader.ValueTextEquals("data"u8))
            {
                if (EntersObject(new FieldPath(level, "data"))) ReadLevel("data", top: false);
            }
            else if (_reader.ValueTextEquals("broker_summary"u8))
            {
                var path = new FieldPath(level, "broker_summary");
                if (EntersObject(path)) ReadSides(path.ToString());
            }
            else if (_reader.ValueTextEquals("bandar_detector"u8))
            {
                var path = new FieldPath(level, "bandar_detector");
                if (EntersObject(path)) ReadTotals(path.ToString());
            }
            else if (_reader.ValueTextEquals("symbol"u8))
            {
                ReadTicker(new FieldPath(level, "symbol"));
            }
            else if (_reader.ValueTextEquals("date"u8))
            {
                ReadDate(new FieldPath(level, "date"));
            }
            else if (_reader.ValueTextEquals("from"u8))
            {
                ReadDate(new FieldPath(level, "from"));
            }
            else if (_reader.ValueTextEquals("to"u8))
            {
                ReadDate(new FieldPath(level, "to"));
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void ReadTotals(string place)
    {
        while (Next())
        {
            if (_reader.ValueTextEquals("value"u8))
            {
                var path = new FieldPath(place, "value");
                if (TryText(path, out var text)) _value = Money(path, text, BrokerSummaryReader.MaxDecimals, signed: false);
            }
            else if (_reader.ValueTextEquals("volume"u8))
            {
                var path = new FieldPath(place, "volume");
                if (TryText(path, out var text)) _shares = Count(path, text, BrokerSummaryReader.MaxShares, signed: false);
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void ReadSides(string place)
    {
        while (Next())
        {
            if (_reader.ValueTextEquals("brokers_buy"u8)) ReadRows(new FieldPath(place, "brokers_buy"), FlowSide.Buy, ref _bought);
            else if (_reader.ValueTextEquals("buyer"u8)) ReadRows(new FieldPath(place, "buyer"), FlowSide.Buy, ref _bought);
            else if (_reader.ValueTextEquals("brokers_sell"u8)) ReadRows(new FieldPath(place, "brokers_sell"), FlowSide.Sell, ref _sold);
            else if (_reader.ValueTextEquals("seller"u8)) ReadRows(new FieldPath(place, "seller"), FlowSide.Sell, ref _sold);
            else if (_reader.ValueTextEquals("symbol"u8)) ReadTicker(new FieldPath(place, "symbol"));
            else _reader.Skip();
        }
    }

    private void ReadRows(FieldPath path, FlowSide side, ref bool given)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null) return;
        if (_reader.TokenType != JsonTokenType.StartArray || given)
        {
            Fail(path, given ? "gives this side a second time." : "must be an array.");
            _reader.Skip();
            return;
        }

        given = true;
        _seen.Clear();
        var array = path.ToString();
        for (var i = 0; !Stopped && _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (_rows.Count == BrokerSummaryReader.MaxRows)
            {
                Fail(path, string.Create(CultureInfo.InvariantCulture, $"makes more than {BrokerSummaryReader.MaxRows} rows."));
                _tooLong = true;
            }
            else if (_reader.TokenType == JsonTokenType.StartObject)
            {
                ReadRow(array, i, side);
            }
            else
            {
                Fail(new FieldPath(array, "", i), "must be an object.");
                _reader.Skip();
            }
        }
    }

    private void ReadRow(string array, int element, FlowSide side)
    {
        string? code = null;
        var type = BrokerType.Unknown;
        decimal? value = null, average = null;
        long? lots = null;
        var sells = side == FlowSide.Sell;
        var errors = _errors.Count;
        while (Next())
        {
            var name = RowField(sells);
            if (name.Length == 0)
            {
                _reader.Skip();
                continue;
            }

            var path = new FieldPath(array, name, element);
            if (!TryText(path, out var text)) continue;
            switch (name)
            {
                case "netbs_broker_code":
                    if (BrokerCode.TryRead(text, out var read)) code = read;
                    else Fail(path, "must be two to four letters or digits.");
                    break;
                case "type": type = BrokerTypes.Parse(text); break;
                case "netbs_date": TakeDate(path, text); break;
                case "netbs_stock_code": TakeTicker(path, text); break;
                case "bval" or "sval": value = Money(path, text, BrokerSummaryReader.MaxDecimals, signed: sells); break;
                case "blot" or "slot": lots = Count(path, text, BrokerSummaryReader.MaxLots, signed: sells); break;
                default: average = Money(path, text, decimals: 28, signed: sells); break;
            }
        }

        if (_errors.Count > errors) return;
        if (code is null) Fail(new FieldPath(array, "netbs_broker_code", element), "is missing.");
        if (value is null) Fail(new FieldPath(array, sells ? "sval" : "bval", element), "is missing.");
        if (lots is null) Fail(new FieldPath(array, sells ? "slot" : "blot", element), "is missing.");
        if (code is null || value is null || lots is null) return;

        // A broker may have a row for each kind of money; two of one kind are a mistake that would count twice.
        if (_seen.Add((code, type))) _rows.Add(new BrokerRow(code, type, side, value.Value, lots.Value, average));
        else Fail(new FieldPath(array, "netbs_broker_code", element), $"is {code} once more; a side has one row for a broker and type.");
    }

    /// <summary>The name of a field of a row, or empty for one that is not ours. Most of the time of a file goes here.</summary>
    private readonly string RowField(bool sells)
    {
        var name = _reader.ValueIsEscaped ? Unescaped() : _reader.ValueSpan;
        return name.Length switch
        {
            4 when name.SequenceEqual("type"u8) => "type",
            4 when sells && name.SequenceEqual("slot"u8) => "slot",
            4 when sells && name.SequenceEqual("sval"u8) => "sval",
            4 when !sells && name.SequenceEqual("blot"u8) => "blot",
            4 when !sells && name.SequenceEqual("bval"u8) => "bval",
            10 when name.SequenceEqual("netbs_date"u8) => "netbs_date",
            16 when name.SequenceEqual("netbs_stock_code"u8) => "netbs_stock_code",
            17 when name.SequenceEqual("netbs_broker_code"u8) => "netbs_broker_code",
            19 when !sells && name.SequenceEqual("netbs_buy_avg_price"u8) => "netbs_buy_avg_price",
            20 when sells && name.SequenceEqual("netbs_sell_avg_price"u8) => "netbs_sell_avg_price",
            _ => "",
        };
    }

    private void ReadTicker(FieldPath path)
    {
        if (TryText(path, out var text)) TakeTicker(path, text);
    }

    private void TakeTicker(FieldPath path, ReadOnlySpan<byte> text)
    {
        if (_ticker is not null && Ascii.EqualsIgnoreCase(text, _ticker)) return;
        Span<char> chars = stackalloc char[InstrumentKey.MaxTickerLength];
        if (text.Length > chars.Length || Ascii.ToUpper(text, chars, out var length) != System.Buffers.OperationStatus.Done || !InstrumentKey.IsTicker(chars[..length]))
            Fail(path, "must be letters and digits, with single dots, dashes or underscores inside, at most 32 characters.");
        else if (_ticker is null)
            _ticker = new string(chars[..length]);
        else
            Fail(path, $"is {chars[..length]}, but the file is of {_ticker}.");
    }

    private void ReadDate(FieldPath path)
    {
        if (TryText(path, out var text)) TakeDate(path, text);
    }

    private void TakeDate(FieldPath path, ReadOnlySpan<byte> text)
    {
        if (SummaryDate.TryParse(text, out var date)) TakeDate(path, date);
        else Fail(path, "must be a date, yyyy-MM-dd or yyyyMMdd.");
    }

    private void TakeDate(FieldPath path, DateOnly date)
    {
        if (!SummaryDate.IsTaken(date))
            Fail(path, string.Create(CultureInfo.InvariantCulture, $"is {date:yyyy-MM-dd}, outside {SummaryDate.First:yyyy-MM-dd} to {SummaryDate.End.AddDays(-1):yyyy-MM-dd}."));
        else if (_date is { } known && known != date)
            Fail(path, string.Create(CultureInfo.InvariantCulture, $"is {date:yyyy-MM-dd}, but the file is of {known:yyyy-MM-dd}; a summary holds one day."));
        else
            _date = date;
    }

    // Of a sale some files give the amounts below 0.
    private readonly decimal? Money(FieldPath path, ReadOnlySpan<byte> text, int decimals, bool signed)
    {
        if (!TryDecimal(text, out var value)) Fail(path, "must be a number.");
        else if (value < 0 && !signed) Fail(path, "must be 0 or more.");
        else if (Math.Abs(value) > BrokerSummaryReader.MaxValue) Fail(path, "is too large.");
        else if (value.Scale > decimals && decimal.Round(value, decimals) != value) Fail(path, string.Create(CultureInfo.InvariantCulture, $"must have at most {decimals} decimals."));
        else return Math.Abs(value);
        return null;
    }

    private readonly long? Count(FieldPath path, ReadOnlySpan<byte> text, long max, bool signed)
    {
        if (!FixedPoint.TryParse(text, 0, out var value)) Fail(path, "must be a whole number within 64 bits.");
        else if (value < 0 && !signed) Fail(path, "must be 0 or more.");
        else if (value > max || value < -max) Fail(path, "is too large.");
        else return Math.Abs(value);
        return null;
    }

    private static bool TryDecimal(ReadOnlySpan<byte> text, out decimal value)
    {
        if (FixedPoint.TryParse(text, 0, out var whole))
        {
            value = whole;
            return true;
        }

        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    private bool Next() => !Stopped && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    private bool EntersObject(FieldPath path)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.StartObject) return true;
        if (_reader.TokenType == JsonTokenType.Null) return false;
        Fail(path, "must be an object.");
        _reader.Skip();
        return false;
    }

    /// <summary>Reads a number or a text as it stands. Null and empty texts are no value.</summary>
    private bool TryText(FieldPath path, out ReadOnlySpan<byte> text)
    {
        text = default;
        _reader.Read();
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null:
                return false;
            case JsonTokenType.Number or JsonTokenType.String when !_reader.ValueIsEscaped:
                text = _reader.ValueSpan;
                return !text.IsEmpty;
            case JsonTokenType.String:
                text = Unescaped();
                return !text.IsEmpty;
            default:
                Fail(path, "must be a number or a text.");
                _reader.Skip();
                return false;
        }
    }

    private readonly ReadOnlySpan<byte> Unescaped()
    {
        var buffer = new byte[_reader.ValueSpan.Length];
        return buffer.AsSpan(0, _reader.CopyString(buffer));
    }

    private readonly void Fail(FieldPath path, string reason)
    {
        // A row may have several, the last of them beyond the limit.
        if (_errors.Count < BrokerSummaryReader.MaxErrors) _errors.Add(new FeedError(path.ToString(), reason));
    }
}
