namespace Sssaham.Domain.Notifications;

/// <summary>What a user wants to be told of. Which fields count depends on the kind.</summary>
public sealed record NotificationRule
{
    /// <summary>The rules of a new account, until it says otherwise: an order that failed unseen costs money.</summary>
    public static IReadOnlyList<NotificationRule> Standard { get; } = [new() { Id = "orders", Kind = NotificationKinds.Order }];

    /// <summary>Its name in the user's list; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="NotificationKinds.OfRules"/>; never changes.</summary>
    public required string Kind { get; init; }

    /// <summary>What the user calls it; empty for nothing.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it is in force.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Price: what it waits for.</summary>
    public PriceCondition? Price { get; init; }

    /// <summary>Price: the one instrument. Divergence: the instruments, empty for all. <c>VENUE:TICKER</c>.</summary>
    public IReadOnlyList<string> Instruments { get; init; } = [];

    /// <summary>Divergence: whether only alerts of high severity count.</summary>
    public bool HighOnly { get; init; }

    /// <summary>Divergence: least size of the score; 0 for any.</summary>
    public double LeastScore { get; init; }

    /// <summary>Order: of <see cref="OrderTopics"/>, empty for all.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Order: accounts, empty for all that the user owns.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Whether the rule wants an event. What a price does is judged where prices are: such an event names its rule.</summary>
    /// <param name="happened">The event.</param>
    /// <returns>True when it does.</returns>
    public bool Matches(NotificationEvent happened) => IsEnabled && happened.Kind == Kind && Kind switch
    {
        NotificationKinds.Price => happened.RuleId == Id,
        NotificationKinds.Divergence => (Instruments.Count == 0 || Instruments.Contains(happened.Subject)) && (!HighOnly || happened.Critical) && Math.Abs(happened.Score) >= LeastScore,
        NotificationKinds.Order => (Topics.Count == 0 || Topics.Contains(happened.Topic)) && (Accounts.Count == 0 || Accounts.Contains(happened.Account ?? "")),
        NotificationKinds.System => true,
        _ => false,
    };
}
