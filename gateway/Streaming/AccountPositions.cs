using System.Globalization;
using Sssaham.Gateway.Execution;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// The ids of an event stream of orders. With one account the id is the number of the event. With several, or all, it names the
/// position of each, as in <c>ipot:R1=7,paper:demo=12</c>; it grows with their number, so it goes with one event in as many, and with
/// the last of those that are sent together.
/// </summary>
/// <param name="isNumber">Whether there is one account, and the id is a number.</param>
internal sealed class AccountPositions(bool isNumber) : IEventIds
{
    private readonly SortedDictionary<string, long> _positions = new(StringComparer.Ordinal);
    private int _withoutId;

    /// <summary>Notes the position from which an account's events follow.</summary>
    public void Start(string account, long position)
    {
        lock (_positions) _positions[account] = position;
    }

    /// <summary>Reads an id, or a single number for all accounts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="positions">The position of an account, or null; of one that the id does not name it is 0. Null without a text.</param>
    /// <returns>False when it is none; no text is no position, and fine.</returns>
    public static bool TryParse(string? text, out Func<string, long?>? positions)
    {
        positions = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (TryNumber(text, out var all))
        {
            positions = _ => all;
            return true;
        }

        var named = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in text.Split(','))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0 || !AccountId.IsValid(part[..at]) || !TryNumber(part[(at + 1)..], out var position)) return false;
            named[part[..at]] = position;
        }

        positions = account => named.GetValueOrDefault(account);
        return true;
    }

    /// <inheritdoc/>
    public string? Take(StreamMessage message, bool isLast)
    {
        lock (_positions)
        {
            var isEvent = message.Instrument.Length > 0;
            if (isEvent) _positions[message.Instrument] = message.Sequence;
            if (isNumber) return isEvent ? message.Sequence.ToString(CultureInfo.InvariantCulture) : null;
            if (!isLast && ++_withoutId < _positions.Count) return null;
            _withoutId = 0;
            return _positions.Count == 0 ? null : string.Join(',', _positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value}")));
        }
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
