using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>
/// Reads trades from the lines of a tape or the messages of a feed as a <see cref="TapeMapping"/> says. Pure: it neither opens
/// anything nor looks at a clock. It remembers a CSV file's header, so there is one reader per file; not thread-safe.
/// </summary>
public sealed class TapeReader
{
    private readonly TapePlan _plan;
    private readonly FieldSlots _slots;
    private readonly TradeAssembler _assembler;
    private readonly JsonFields? _json;
    private readonly CsvFields? _csv;
    private readonly FeedInstruments _instruments;

    private TapeReader(TapePlan plan, Func<string, Venue?> venues, FeedInstruments instruments)
    {
        _plan = plan;
        _instruments = instruments;
        _slots = new FieldSlots(plan.Names.Length);
        _assembler = new TradeAssembler(plan, _slots, venues, instruments);
        if (plan.Mapping.Format == TapeFormat.Csv) _csv = new CsvFields(plan, _slots);
        else _json = new JsonFields(plan, _slots);
    }

    /// <summary>Makes a reader.</summary>
    /// <param name="mapping">How to read.</param>
    /// <param name="venues">The venue of an upper-case code; null when there is none.</param>
    /// <param name="reader">The reader.</param>
    /// <param name="error">What is wrong with the mapping.</param>
    /// <param name="instruments">Tickers and lots; null for the venues' lots.</param>
    /// <param name="zones">Time zones by id beyond UTC, WIB and fixed offsets.</param>
    /// <returns>False when the mapping cannot work.</returns>
    public static bool TryCreate(
        TapeMapping mapping,
        Func<string, Venue?> venues,
        [NotNullWhen(true)] out TapeReader? reader,
        [NotNullWhen(false)] out FeedError? error,
        FeedInstruments? instruments = null,
        Func<string, TimeZoneInfo?>? zones = null)
    {
        reader = TapePlan.TryCreate(mapping, venues, zones, out var plan, out error) ? new TapeReader(plan, venues, instruments ?? new FeedInstruments()) : null;
        return reader is not null;
    }

    /// <summary>Reads a line, or a message that holds one record.</summary>
    /// <param name="line">The line without its line break, UTF-8.</param>
    /// <param name="trade">The trade, when there is one.</param>
    /// <param name="error">What is wrong, when the line is bad.</param>
    /// <returns>What became of the line.</returns>
    public TapeOutcome TryRead(ReadOnlySpan<byte> line, out FeedTrade trade, out FeedError? error)
    {
        trade = default;
        var outcome = Locate(ref line, out error);
        if (outcome != TapeOutcome.Trade) return outcome;
        if (_json is { HoldsArray: true })
        {
            error = new FeedError(_plan.Mapping.Record.Length == 0 ? FeedError.Line : _plan.Mapping.Record, "holds an array where one record is expected");
            return TapeOutcome.Bad;
        }

        return Assemble(line, out trade, out error);
    }

    /// <summary>Reads a message that may hold an array of records, each of which stands for itself: a bad one does not spoil the others.</summary>
    /// <param name="message">The message, UTF-8.</param>
    /// <param name="trades">Takes the trades.</param>
    /// <param name="errors">Takes what is wrong with the rest.</param>
    /// <returns>How many records were filtered out; 1 for a message without records.</returns>
    public int ReadAll(ReadOnlySpan<byte> message, ICollection<FeedTrade> trades, ICollection<FeedError> errors)
    {
        var outcome = Locate(ref message, out var error);
        if (outcome != TapeOutcome.Trade || _json is not { HoldsArray: true })
        {
            FeedTrade single = default;
            if (outcome == TapeOutcome.Trade) outcome = Assemble(message, out single, out error);
            return Add(outcome, single, error, trades, errors);
        }

        var skipped = 0;
        foreach (var element in _json.Elements(message))
        {
            FeedTrade trade = default;
            outcome = _json.ReadElement(message, element, out error);
            if (outcome == TapeOutcome.Trade) outcome = _json.PassesFilters() ? Assemble(message, out trade, out error) : TapeOutcome.Skipped;
            skipped += Add(outcome, trade, error, trades, errors);
        }

        return skipped;
    }

    private static int Add(TapeOutcome outcome, in FeedTrade trade, FeedError? error, ICollection<FeedTrade> trades, ICollection<FeedError> errors)
    {
        if (outcome == TapeOutcome.Trade) trades.Add(trade);
        else if (error is not null) errors.Add(error);
        return outcome == TapeOutcome.Skipped ? 1 : 0;
    }

    private TapeOutcome Locate(ref ReadOnlySpan<byte> line, out FeedError? error)
    {
        error = null;
        if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        // Not the tabs and spaces: they may be empty columns.
        line = line.TrimEnd("\r\n"u8);
        if (!line.ContainsAnyExcept((byte)' ', (byte)'\t')) return TapeOutcome.Skipped;
        if (_plan.Prefix.Length > 0)
        {
            var at = line.IndexOf(_plan.Prefix);
            if (at < 0)
            {
                error = new FeedError(FeedError.Line, $"does not hold {FeedText.Quote(_plan.Prefix)}");
                return TapeOutcome.Bad;
            }

            line = line[at..];
        }

        if (_csv is not null) return _csv.IsHeader(line) ? TapeOutcome.Skipped : _csv.Read(line, out error);
        if (IsBareRecord(line)) return TapeOutcome.Trade;
        var outcome = _json!.Read(line, out error);
        // An array's elements are asked for themselves.
        if (outcome == TapeOutcome.Trade && !_json.HoldsArray && !_json.PassesFilters()) return TapeOutcome.Skipped;
        return outcome;
    }

    private TapeOutcome Assemble(ReadOnlySpan<byte> line, out FeedTrade trade, out FeedError? error)
    {
        error = _plan.Mapping.Format == TapeFormat.Ipot ? AssembleIpot(line, out trade) : _assembler.Assemble(line, out trade);
        return error is null ? TapeOutcome.Trade : TapeOutcome.Bad;
    }

    private FeedError? AssembleIpot(ReadOnlySpan<byte> line, out FeedTrade trade)
    {
        trade = default;
        FeedError? error;
        if (IsBareRecord(line))
        {
            if (_plan.Mapping.Date is not { } given) return new FeedError("date", "is not known: a bare record carries none");
            IpotLiveTrade.TryParse(line, given, _plan.Venue, _instruments, out trade, out error);
            return error;
        }

        if (_slots.Repeated >= 0) return new FeedError(_plan.Names[_slots.Repeated], "is given more than once");
        if (!_slots.Has(TapeField.Record)) return _assembler.Bad(line, TapeField.Record, "");
        if (!_slots.Has(TapeField.Time)) return _assembler.Bad(line, TapeField.Time, "");
        if (_plan.Clock.Read(_slots.Text(line, TapeField.Time), default, _plan.Venue, out var writtenUs) is { } wrong) return _assembler.Bad(line, TapeField.Time, wrong);
        IpotLiveTrade.TryParse(_slots.Text(line, TapeField.Record), _plan.Venue.TradingDate(writtenUs), _plan.Venue, _instruments, out trade, out error);
        return error;
    }

    private bool IsBareRecord(ReadOnlySpan<byte> line) => _plan.Mapping.Format == TapeFormat.Ipot && !line.TrimStart((byte)' ').StartsWith("{"u8);
}
