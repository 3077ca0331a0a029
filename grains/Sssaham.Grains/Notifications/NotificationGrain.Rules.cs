using Microsoft.Extensions.Logging;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>Rules. Where events are made is told of them after they are stored, beside the calls, and until it has them.</summary>
internal sealed partial class NotificationGrain
{
    private const int MostRules = 100;
    private const string TooMany = "The instrument has as many price rules as it takes.";

    /// <inheritdoc/>
    public Task<RuleView[]> RulesAsync() => Task.FromResult(State.Rules.Where(r => r.Rule is not null).Select(View).ToArray());

    /// <inheritdoc/>
    public async Task<RuleView?> PutRuleAsync(NotificationRule rule, bool isNew)
    {
        RuleSlot? put = null;
        await ChangeAsync(() =>
        {
            var at = State.Rules.FindIndex(r => r.RuleId == rule.Id && r.Rule is not null);
            if (isNew ? at >= 0 || State.Rules.Count >= MostRules : at < 0 || State.Rules[at].Rule!.Kind != rule.Kind) return Task.FromResult(false);
            var isPlaced = PlaceOf(rule) is not null || (at >= 0 && State.Rules[at].Placed is not null);
            put = new RuleSlot(rule.Id, rule, at < 0 ? null : State.Rules[at].Placed, isPlaced, null);
            if (at < 0) State.Rules.Add(put);
            else State.Rules[at] = put;
            return Task.FromResult(true);
        });
        return put is null ? null : View(put);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRuleAsync(string ruleId)
    {
        var found = false;
        await ChangeAsync(() =>
        {
            var at = State.Rules.FindIndex(r => r.RuleId == ruleId && r.Rule is not null);
            found = at >= 0;
            if (!found) return Task.FromResult(false);
            if (State.Rules[at].Placed is null && !State.Rules[at].IsDue) State.Rules.RemoveAt(at);
            else State.Rules[at] = State.Rules[at] with { Rule = null, IsDue = true };
            return Task.FromResult(true);
        });
        return found;
    }

    private void AddStandardRules() => State.Rules.AddRange(NotificationRule.Standard.Select(r => new RuleSlot(r.Id, r, Placed: null, IsDue: PlaceOf(r) is not null, Problem: null)));

    private static RuleView View(RuleSlot slot) => new(slot.Rule!, slot.Problem);

    /// <summary>The grain that has to have a rule; null for none.</summary>
    private string? PlaceOf(NotificationRule? rule) => rule switch
    {
        { IsEnabled: true, Kind: NotificationKinds.Price } => rule.Instruments[0],
        { IsEnabled: true, Kind: NotificationKinds.Divergence or NotificationKinds.System } => RuleIndex.KeyOf(rule.Kind, UserId),
        _ => null,
    };

    /// <summary>A price rule that fires once is off then.</summary>
    private void Fired(NotificationEvent happened)
    {
        var at = State.Rules.FindIndex(r => r.Rule?.Id == happened.RuleId && r.Rule is { Kind: NotificationKinds.Price, Price.Repeats: false });
        if (at >= 0) State.Rules[at] = State.Rules[at] with { Rule = State.Rules[at].Rule! with { IsEnabled = false }, IsDue = true };
    }

    /// <summary>Has rules that changed put in force, or taken out of it, where events are made.</summary>
    /// <returns>Whether that could be done.</returns>
    private async Task<bool> PlaceRulesAsync()
    {
        while (State.Rules.Find(r => r.IsDue) is { } slot)
        {
            string? problem;
            var place = PlaceOf(slot.Rule);
            try
            {
                if (slot.Placed is { } old && old != place) await TakeAsync(old, slot.RuleId);
                problem = place is null ? null : await PutAsync(place, slot.Rule!);
            }
#pragma warning disable CA1031 // Whatever keeps it from being told: it is told later.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotPlaced(logger, e, UserId);
                return false;
            }

            await ChangeAsync(() =>
            {
                var at = State.Rules.FindIndex(r => r.RuleId == slot.RuleId);
                // Changed once more meanwhile: the next round tells that.
                var isDone = State.Rules[at] == slot;
                State.Rules[at] = State.Rules[at] with { Placed = place, IsDue = !isDone, Problem = problem };
                if (isDone && slot.Rule is null) State.Rules.RemoveAt(at);
            });
        }

        return true;
    }

    private async Task<string?> PutAsync(string place, NotificationRule rule)
    {
        if (rule.Kind == NotificationKinds.Price) return await GrainFactory.GetGrain<IPriceRuleGrain>(place).PutAsync(UserId, rule.Id, rule.Price!) ? null : TooMany;
        await GrainFactory.GetGrain<IRuleIndexGrain>(place).PutAsync(UserId, rule);
        return null;
    }

    /// <summary>An instrument's key has a colon, that of a share a slash.</summary>
    private Task TakeAsync(string place, string ruleId) => place.Contains(':', StringComparison.Ordinal)
        ? GrainFactory.GetGrain<IPriceRuleGrain>(place).RemoveAsync(UserId, ruleId)
        : GrainFactory.GetGrain<IRuleIndexGrain>(place).RemoveAsync(UserId, ruleId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A rule of {User} could not be put where its events are made; it is tried again")]
    private static partial void LogNotPlaced(ILogger logger, Exception cause, string user);
}
