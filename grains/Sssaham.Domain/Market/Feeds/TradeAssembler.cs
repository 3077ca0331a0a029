using System.Text;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>Makes a trade of the fields that were found in a record.</summary>
internal sealed class TradeAssembler(TapePlan plan, FieldSlots slots, Func<string, Venue?> venues, FeedInstruments instruments)
{
    private readonly Dictionary<string, Venue> _venues = new(StringComparer.Ordinal);
    private readonly string? _ticker = plan.Mapping.Ticker?.ToUpperInvariant();

    /// <summary>Makes the trade.</summary>
    /// <returns>Null when it went well, else what is wrong with the record.</returns>
    public FeedError? Assemble(ReadOnlySpan<byte> line, out FeedTrade trade)
    {
        trade = default;
        if (slots.Repeated >= 0) return new FeedError(plan.Names[slots.Repeated], "is given more than once");
        if (!TryVenue(line, out var venue)) return Bad(line, TapeField.Venue, "is no venue configured");
        var ticker = _ticker;
        if (slots.Has(TapeField.Ticker) || ticker is null)
        {
            if (!instruments.TryTicker(slots.Text(line, TapeField.Ticker), out ticker)) return Bad(line, TapeField.Ticker, "is no ticker");
        }

        if (!slots.Has(TapeField.Time)) return Bad(line, TapeField.Time, "");
        if (plan.Clock.Read(slots.Text(line, TapeField.Time), slots.Text(line, TapeField.Date), venue, out var timeUs) is { } wrong)
            return BadTime(line, wrong);
        long number = 0;
        var numberText = slots.Text(line, TapeField.TradeNo);
        var hasNumber = !FeedText.IsNone(numberText);
        if (hasNumber && (!FixedPoint.TryParse(numberText, 0, out number) || number is < 0 or >= Trade.FirstAssignedNumber))
            return Bad(line, TapeField.TradeNo, "is no trade number");
        if (!FeedText.TryPositive(slots.Text(line, TapeField.Price), venue.PriceDecimals, out var price)) return Bad(line, TapeField.Price, "is no price on this venue");
        if (Quantity(line, venue, ticker, out var quantity) is { } noQuantity) return noQuantity;
        if (Side(line, venue, price, out var side, out var source) is { } noSide) return noSide;
        if (!FeedText.TryCode(slots.Text(line, TapeField.Board), out var board)) return Bad(line, TapeField.Board, "is no board");
        if (!FeedText.TryCode(slots.Text(line, TapeField.Buyer), out var buyer)) return Bad(line, TapeField.Buyer, "is no broker code");
        if (!FeedText.TryCode(slots.Text(line, TapeField.Seller), out var seller)) return Bad(line, TapeField.Seller, "is no broker code");
        if (!TryOptional(line, TapeField.PreviousClose, venue, out var previous)) return Bad(line, TapeField.PreviousClose, "is no price on this venue");
        trade = new FeedTrade(venue.Code, ticker, new Trade(timeUs, number, price, quantity, side, source, board, buyer, seller), hasNumber, previous);
        return null;
    }

    /// <summary>An error of a field: missing, or what it is not.</summary>
    public FeedError Bad(ReadOnlySpan<byte> line, TapeField field, string reason) =>
        new(plan.Names[(int)field], slots.Has(field) ? $"{reason}: {FeedText.Quote(slots.Text(line, field))}" : "is missing");

    private FeedError BadTime(ReadOnlySpan<byte> line, string reason) => new(
        plan.Names[(int)TapeField.Time],
        $"{reason}: {FeedText.Quote(slots.Text(line, TapeField.Time))}{(slots.Has(TapeField.Date) ? $" on {FeedText.Quote(slots.Text(line, TapeField.Date))}" : "")}");

    private FeedError? Quantity(ReadOnlySpan<byte> line, Venue venue, string ticker, out long quantity)
    {
        quantity = 0;
        if (!slots.Has(TapeField.Lots))
        {
            if (FeedText.TryPositive(slots.Text(line, TapeField.Quantity), venue.QuantityDecimals, out quantity)) return null;
            return Bad(line, plan.Names[(int)TapeField.Quantity] is null ? TapeField.Lots : TapeField.Quantity, "is no quantity on this venue");
        }

        if (slots.Has(TapeField.Quantity)) return new FeedError(plan.Names[(int)TapeField.Lots], $"is given beside {plan.Names[(int)TapeField.Quantity]}");
        return FeedText.TryLots(slots.Text(line, TapeField.Lots), instruments.LotOf(venue, ticker), out quantity)
            ? null
            : Bad(line, TapeField.Lots, "is no number of lots");
    }

    private FeedError? Side(ReadOnlySpan<byte> line, Venue venue, long price, out Side side, out SideSource source)
    {
        source = SideSource.None;
        if (!TrySide(slots.Text(line, TapeField.Side), out side)) return Bad(line, TapeField.Side, "is no side");
        if (side != Market.Side.Unknown)
        {
            source = SideSource.Given;
            return null;
        }

        if (!TryOptional(line, TapeField.Bid, venue, out var bid)) return Bad(line, TapeField.Bid, "is no price on this venue");
        if (!TryOptional(line, TapeField.Ask, venue, out var ask)) return Bad(line, TapeField.Ask, "is no price on this venue");
        side = SideInference.FromQuote(price, bid, ask);
        if (side != Market.Side.Unknown) source = SideSource.Quote;
        return null;
    }

    private bool TrySide(ReadOnlySpan<byte> text, out Side side)
    {
        side = Market.Side.Unknown;
        foreach (var (known, meaning) in plan.Sides)
        {
            if (!text.SequenceEqual(known)) continue;
            side = meaning;
            return true;
        }

        if (FeedText.IsNone(text)) return true;
        if (plan.Sides.Length > 0) return false;
        if (Ascii.EqualsIgnoreCase(text, "B"u8) || Ascii.EqualsIgnoreCase(text, "buy"u8)) side = Market.Side.Buy;
        else if (Ascii.EqualsIgnoreCase(text, "S"u8) || Ascii.EqualsIgnoreCase(text, "sell"u8)) side = Market.Side.Sell;
        return side != Market.Side.Unknown;
    }

    // 0 stands for "none" in these fields: before the first quote of a day, or for a new listing.
    private bool TryOptional(ReadOnlySpan<byte> line, TapeField field, Venue venue, out long value)
    {
        value = 0;
        var text = slots.Text(line, field);
        return FeedText.IsNone(text) || (FixedPoint.TryParse(text, venue.PriceDecimals, out value) && value >= 0);
    }

    private bool TryVenue(ReadOnlySpan<byte> line, out Venue venue)
    {
        venue = plan.Venue;
        var text = slots.Text(line, TapeField.Venue);
        if (text.IsEmpty || Ascii.EqualsIgnoreCase(text, venue.Code)) return true;
        // Venue codes are written as tickers are, and remembered alike.
        if (!instruments.TryTicker(text, out var code)) return false;
        if (_venues.TryGetValue(code, out venue!)) return true;
        if (venues(code) is not { } found) return false;
        _venues[code] = venue = found;
        return true;
    }
}
