using Orleans;
using Sssaham.Domain.Notifications;

namespace Sssaham.GrainInterfaces.Notifications;

/// <summary>A share of the users who want to be told of a kind of event; keys by <see cref="RuleIndex"/>.</summary>
[Alias("Sssaham.IRuleIndexGrain")]
public interface IRuleIndexGrain : IGrainWithStringKey
{
    /// <summary>Puts a rule in force, in place of the one with its id. Durable when this returns.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>When it is stored.</returns>
    [Alias("Put")]
    Task PutAsync(string userId, NotificationRule rule);

    /// <summary>Takes a rule out of force.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="ruleId">The rule; one that is not there is fine.</param>
    /// <returns>When it is out.</returns>
    [Alias("Remove")]
    Task RemoveAsync(string userId, string ruleId);

    /// <summary>Tells every user of the share what one of its rules wants.</summary>
    /// <param name="events">The events, at most 1,000.</param>
    /// <returns>When all have it.</returns>
    /// <exception cref="Exception">Somebody could not be told; the same events again tell nobody twice.</exception>
    [Alias("Tell")]
    Task TellAsync(NotificationEvent[] events);
}

/// <summary>Which share of an index a user is in.</summary>
public static class RuleIndex
{
    /// <summary>Shares of an index.</summary>
    public const int Shares = 16;

    /// <summary>The share of a user.</summary>
    /// <param name="kind">The kind of events.</param>
    /// <param name="userId">The user.</param>
    /// <returns>Key of the grain.</returns>
    public static string KeyOf(string kind, string userId) => Key(kind, (int)(StableHash.Of(userId) % Shares));

    /// <summary>A share by its number.</summary>
    /// <param name="kind">The kind of events.</param>
    /// <param name="share">0 to 15.</param>
    /// <returns>Key of the grain.</returns>
    public static string Key(string kind, int share) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{kind}/{share}");
}
