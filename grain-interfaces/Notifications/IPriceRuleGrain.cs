using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.GrainInterfaces.Notifications;

/// <summary>
/// The price rules of all users on one instrument; the key is the instrument, <c>VENUE:TICKER</c>. It leaves the two nearest of their prices
/// with the instrument, however many rules there are. What it acknowledges is durable; a rule that fired is told until its user has it.
/// </summary>
[Alias("Sssaham.IPriceRuleGrain")]
public interface IPriceRuleGrain : IGrainWithStringKey
{
    /// <summary>The name under which thresholds are left with the instrument: no account has it.</summary>
    const string Watcher = "notifications";

    /// <summary>Puts a rule in force, in place of the one with its id.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="ruleId">The rule.</param>
    /// <param name="condition">What it waits for. The same condition again changes nothing.</param>
    /// <returns>False when the instrument has as many rules as it takes.</returns>
    [AlwaysInterleave]
    [Alias("Put")]
    Task<bool> PutAsync(string userId, string ruleId, PriceCondition condition);

    /// <summary>Takes a rule out of force.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="ruleId">The rule; one that is not there is fine.</param>
    /// <returns>When it is out.</returns>
    [AlwaysInterleave]
    [Alias("Remove")]
    Task RemoveAsync(string userId, string ruleId);

    /// <summary>The instrument says that a price was crossed. May be lost: prices are asked for on a beat.</summary>
    /// <param name="crossing">Which, and the prices.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [AlwaysInterleave]
    [Alias("Crossed")]
    Task CrossedAsync(PriceCrossing crossing);
}
