namespace Sssaham.Domain.Market.Feeds;

/// <summary>Why a record, a line or a mapping cannot be used. Returned, never thrown: bad input is an everyday thing on a feed.</summary>
/// <param name="Field">The field as its source calls it (a JSON path, a column, a mapping's member); <see cref="Line"/> for the whole line.</param>
/// <param name="Reason">What is wrong with it, to be read behind the field's name.</param>
public sealed record FeedError(string Field, string Reason)
{
    /// <summary>The field of errors that concern a line as a whole.</summary>
    public const string Line = "line";

    /// <inheritdoc/>
    public override string ToString() => $"{Field} {Reason}";
}
