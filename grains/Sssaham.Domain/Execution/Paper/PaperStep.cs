namespace Sssaham.Domain.Execution.Paper;

/// <summary>What a request or the tape did to a paper account.</summary>
/// <param name="Book">The account after it.</param>
/// <param name="Reply">The answer to a request.</param>
/// <param name="Pushes">What the broker tells of orders, in order.</param>
public sealed record PaperStep(PaperBook Book, PaperReply Reply, IReadOnlyList<BrokerPush> Pushes);

/// <summary>The answer to a request.</summary>
/// <param name="Ok">Whether it was taken.</param>
/// <param name="OrderNo">The order's number; null without one.</param>
/// <param name="Message">Why it was not taken; null when it was.</param>
public readonly record struct PaperReply(bool Ok, string? OrderNo, string? Message = null);
