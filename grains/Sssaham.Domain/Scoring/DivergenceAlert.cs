namespace Sssaham.Domain.Scoring;

/// <summary>Whether a score is an alert, and why or why not.</summary>
/// <param name="Severity">The severity; <see cref="AlertSeverity.None"/> is no alert.</param>
/// <param name="Reasons">For an alert what was found, else what was missing; at least one.</param>
public sealed record DivergenceAlert(AlertSeverity Severity, IReadOnlyList<string> Reasons);
