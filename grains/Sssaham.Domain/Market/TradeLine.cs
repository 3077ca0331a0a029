using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Sssaham.Domain.Market;

/// <summary>
/// A trade as API consumers send it, e.g.
/// <c>{"ticker":"BBCA","tradeNo":74313,"time":1771380002000,"price":2210,"shares":100,"side":"B"}</c>.
/// Besides: <c>venue</c>, <c>lots</c> or <c>quantity</c> instead of <c>shares</c>, <c>board</c>, <c>buyer</c>, <c>seller</c>,
/// and <c>bid</c> and <c>ask</c>, from which the quote rule finds a side that is not given. Unknown fields are ignored.
/// </summary>
/// <param name="Instrument"><c>VENUE:TICKER</c>.</param>
/// <param name="Venue">The venue.</param>
/// <param name="Trade">The trade; its number is 0 when the line has none.</param>
/// <param name="HasNumber">Whether the line has a trade number.</param>
/// <param name="InLots">Whether the line told lots: the quantity is that many of the venue's lots, and an instrument with its own lot
/// has yet to turn it into its own.</param>
public readonly record struct TradeLine(string Instrument, Venue Venue, Trade Trade, bool HasNumber, bool InLots = false)
{
    /// <summary>Reads a line.</summary>
    /// <param name="json">One JSON object, UTF-8.</param>
    /// <param name="venues">The venues; a line without one is of the default venue.</param>
    /// <param name="tickers">Remembers the tickers' strings.</param>
    /// <param name="line">What was read.</param>
    /// <returns>The fault; null when the line was read. Prices off the grid and times out of range are for <see cref="TradeRules"/>.</returns>
    public static TradeFault? Read(ReadOnlySpan<byte> json, VenueCatalog venues, TickerTable tickers, out TradeLine line)
    {
        line = default;
        var fields = default(Fields);
        if (fields.Read(json) is { } broken) return broken;
        return fields.ToLine(venues, tickers, out line);
    }

    private ref struct Fields
    {
        private ReadOnlySpan<byte> _ticker, _venue, _board, _buyer, _seller, _side, _price, _quantity, _lots, _bid, _ask, _number, _time;
        private bool _timeIsText;

        public TradeFault? Read(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            var field = "";
            try
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return new TradeFault("line", "line: must be a JSON object.");
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    field = NameOf(ref reader);
                    if (!reader.Read()) return new TradeFault("line", "line: ends too early.");
                    if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    {
                        if (field.Length > 0) return new TradeFault(field, $"{field}: must be a single value.");
                        reader.Skip();
                    }
                    else if (field.Length > 0)
                    {
                        var value = reader.ValueIsEscaped ? Unescape(ref reader) : reader.ValueSpan;
                        if (Take(field, reader.TokenType, value) is { } fault) return fault;
                        field = "";
                    }
                }

                while (reader.Read())
                {
                }

                return null;
            }
            catch (JsonException e)
            {
                // "price":NaN breaks the reader at the value; the field is known by then.
                return field.Length > 0
                    ? new TradeFault(field, $"{field}: is not a JSON value.")
                    : new TradeFault("line", $"line: is not valid JSON (byte {e.BytePositionInLine?.ToString(CultureInfo.InvariantCulture)}).");
            }
            catch (InvalidOperationException)
            {
                // "\ud800" is well-formed JSON and still no text.
                return field.Length > 0
                    ? new TradeFault(field, $"{field}: holds half a character.")
                    : new TradeFault("line", "line: a name holds half a character.");
            }
        }

        public readonly TradeFault? ToLine(VenueCatalog venues, TickerTable tickers, out TradeLine line)
        {
            line = default;
            var venue = venues.Default;
            if (!_venue.IsEmpty)
            {
                Span<char> code = stackalloc char[InstrumentKey.MaxTickerLength];
                if (_venue.Length > code.Length || !System.Text.Encoding.UTF8.TryGetChars(_venue, code, out var length) || !venues.TryGet(code[..length], out venue))
                    return new TradeFault("venue", "venue: is not a configured venue.");
            }

            if (_ticker.IsEmpty) return new TradeFault("ticker", "ticker: is missing.");
            if (!tickers.TryGet(venue, _ticker, out var instrument))
                return new TradeFault("ticker", "ticker: must be letters and digits, with single dots, dashes or underscores inside, at most 32 characters.");
            long number = 0;
            if (!_number.IsEmpty && (!Utf8Parser.TryParse(_number, out number, out var used) || used != _number.Length || number is < 0 or >= Trade.FirstAssignedNumber))
                return new TradeFault("tradeNo", "tradeNo: must be a whole number from 0 up.");
            if (ReadTime(out var timeUs) is { } badTime) return badTime;
            if (_price.IsEmpty) return new TradeFault("price", "price: is missing.");
            if (!FixedPoint.TryParse(_price, venue.PriceDecimals, out var price)) return NotANumber("price", venue.PriceDecimals);
            if (price <= 0) return new TradeFault("price", "price: must be above 0.");
            if (ReadQuantity(venue, out var quantity) is { } badQuantity) return badQuantity;
            var (side, source) = (Side.Unknown, SideSource.None);
            if (!TrySide(_side, ref side)) return new TradeFault("side", "side: must be B, S, buy, sell or null.");
            if (side != Side.Unknown)
            {
                source = SideSource.Given;
            }
            else if (!_bid.IsEmpty || !_ask.IsEmpty)
            {
                long bid = 0, ask = 0;
                if (!_bid.IsEmpty && (!FixedPoint.TryParse(_bid, venue.PriceDecimals, out bid) || bid < 0)) return NotANumber("bid", venue.PriceDecimals);
                if (!_ask.IsEmpty && (!FixedPoint.TryParse(_ask, venue.PriceDecimals, out ask) || ask < 0)) return NotANumber("ask", venue.PriceDecimals);
                side = SideInference.FromQuote(price, bid, ask);
                if (side != Side.Unknown) source = SideSource.Quote;
            }

            if (!Code4.TryParse(_board, out var board)) return NotACode("board");
            if (!Code4.TryParse(_buyer, out var buyer)) return NotACode("buyer");
            if (!Code4.TryParse(_seller, out var seller)) return NotACode("seller");
            line = new TradeLine(instrument, venue, new Trade(timeUs, number, price, quantity, side, source, board, buyer, seller), !_number.IsEmpty, _quantity.IsEmpty);
            return null;
        }

        private TradeFault? Take(string field, JsonTokenType type, ReadOnlySpan<byte> value)
        {
            if (type == JsonTokenType.Null) return null;
            if (type is JsonTokenType.True or JsonTokenType.False) return new TradeFault(field, $"{field}: must be a number or a text.");
            var text = type == JsonTokenType.String;
            switch (field)
            {
                case "ticker": _ticker = value; break;
                case "venue": _venue = value; break;
                case "tradeNo": _number = value; break;
                case "time":
                    _time = value;
                    _timeIsText = text;
                    break;
                case "price": _price = value; break;
                case "shares" or "quantity": _quantity = value; break;
                case "lots": _lots = value; break;
                case "side": _side = value; break;
                case "board": _board = value; break;
                case "buyer": _buyer = value; break;
                case "seller": _seller = value; break;
                case "bid": _bid = value; break;
                case "ask": _ask = value; break;
            }

            // An empty text is no value, except where nothing is allowed.
            return text && value.IsEmpty && field is not ("side" or "board" or "buyer" or "seller" or "venue") ? new TradeFault(field, $"{field}: is empty.") : null;
        }

        private readonly TradeFault? ReadTime(out long timeUs)
        {
            timeUs = 0;
            if (_time.IsEmpty) return new TradeFault("time", "time: is missing.");
            if (Utf8Parser.TryParse(_time, out long ms, out var used) && used == _time.Length)
            {
                if (ms is < -62_135_596_800_000 or > 253_402_300_799_999) return new TradeFault("time", "time: is out of range.");
                timeUs = ms * 1000;
                return null;
            }

            if (_timeIsText && Instants.TryParse(_time, out timeUs)) return null;
            return new TradeFault("time", "time: must be epoch milliseconds (a whole number) or ISO-8601 with Z or an offset.");
        }

        private readonly TradeFault? ReadQuantity(Venue venue, out long quantity)
        {
            quantity = 0;
            if (!_quantity.IsEmpty)
            {
                if (!FixedPoint.TryParse(_quantity, venue.QuantityDecimals, out quantity)) return NotANumber("shares", venue.QuantityDecimals);
                return quantity > 0 ? null : new TradeFault("shares", "shares: must be above 0.");
            }

            if (_lots.IsEmpty) return new TradeFault("shares", "shares: is missing.");
            if (venue.Lot == FixedPoint.Scale(venue.QuantityDecimals)) return new TradeFault("lots", $"lots: {venue.Code} has no lots; give the quantity.");
            if (!FixedPoint.TryParse(_lots, 0, out var lots)) return NotANumber("lots", 0);
            if (lots <= 0) return new TradeFault("lots", "lots: must be above 0.");
            var wide = (Int128)lots * venue.Lot;
            if (wide > TradeRules.MaxScaled) return new TradeFault("lots", "lots: is too large.");
            quantity = (long)wide;
            return null;
        }

        private static TradeFault NotANumber(string field, int decimals) => new(field, decimals == 0
            ? $"{field}: must be a whole number."
            : $"{field}: must be a number with at most {decimals} decimals.");

        private static TradeFault NotACode(string field) => new(field, $"{field}: must be a code of at most four letters or digits.");

        private static ReadOnlySpan<byte> Unescape(scoped ref Utf8JsonReader reader)
        {
            var buffer = new byte[reader.ValueSpan.Length];
            return buffer.AsSpan(0, reader.CopyString(buffer));
        }

        private static bool TrySide(ReadOnlySpan<byte> text, ref Side side)
        {
            if (text.IsEmpty) return true;
            side = System.Text.Ascii.EqualsIgnoreCase(text, "B") || System.Text.Ascii.EqualsIgnoreCase(text, "buy") ? Side.Buy
                : System.Text.Ascii.EqualsIgnoreCase(text, "S") || System.Text.Ascii.EqualsIgnoreCase(text, "sell") ? Side.Sell
                : Side.Unknown;
            return side != Side.Unknown;
        }

        /// <summary>The field of a property, or empty for one that is not ours.</summary>
        private static string NameOf(scoped ref Utf8JsonReader reader)
        {
            var name = reader.ValueIsEscaped ? Unescape(ref reader) : reader.ValueSpan;
            return name.Length switch
            {
                3 when name.SequenceEqual("bid"u8) => "bid",
                3 when name.SequenceEqual("ask"u8) => "ask",
                4 when name.SequenceEqual("time"u8) => "time",
                4 when name.SequenceEqual("side"u8) => "side",
                4 when name.SequenceEqual("lots"u8) => "lots",
                5 when name.SequenceEqual("price"u8) => "price",
                5 when name.SequenceEqual("venue"u8) => "venue",
                5 when name.SequenceEqual("board"u8) => "board",
                5 when name.SequenceEqual("buyer"u8) => "buyer",
                6 when name.SequenceEqual("ticker"u8) => "ticker",
                6 when name.SequenceEqual("shares"u8) => "shares",
                6 when name.SequenceEqual("seller"u8) => "seller",
                7 when name.SequenceEqual("tradeNo"u8) => "tradeNo",
                8 when name.SequenceEqual("quantity"u8) => "quantity",
                _ => "",
            };
        }
    }
}
