using System.Text.Json;
using Sssaham.Domain.Notifications;
using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Identity;

namespace Sssaham.Gateway.Notifications;

/// <summary>A rule as it was sent: instruments are still as the user names them.</summary>
/// <param name="Rule">The rule without instruments.</param>
/// <param name="Tickers">Tickers, or <c>VENUE:TICKER</c>.</param>
internal sealed record RuleBody(NotificationRule Rule, IReadOnlyList<string> Tickers)
{
    private const int MaxList = 50;
    private const decimal MaxLevel = 1_000_000_000_000m;
    private const int MaxPauseMinutes = 7 * 24 * 60;
    private const int DefaultPauseMinutes = 15;
    private const double MaxScore = 1000;

    /// <summary>Reads a rule; which fields there are depends on the kind.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="id">Its id.</param>
    public static RuleBody Read(JsonFields fields, string id)
    {
        var kind = fields.Short("kind", isRequired: true) ?? "";
        if (kind.Length > 0 && !NotificationKinds.OfRules.Contains(kind)) fields.Wrong("kind", $"must be one of {string.Join(", ", NotificationKinds.OfRules)}.");
        var rule = new NotificationRule { Id = id, Kind = kind, Name = fields.Short("name") ?? "", IsEnabled = fields.Flag("enabled") ?? true };
        switch (kind)
        {
            case NotificationKinds.Price:
                var instrument = fields.Short("instrument", isRequired: true);
                return new RuleBody(rule with { Price = Price(fields) }, instrument is null ? [] : [instrument]);
            case NotificationKinds.Divergence:
                var severity = fields.Short("severity") ?? "any";
                if (severity is not ("any" or "high")) fields.Wrong("severity", "must be any or high.");
                return new RuleBody(rule with { HighOnly = severity == "high", LeastScore = (double)(fields.Number("leastScore", (decimal)MaxScore) ?? 0) }, Texts(fields, "tickers"));
            case NotificationKinds.Order:
                var topics = Texts(fields, "events");
                if (topics.Any(t => !OrderTopics.All.Contains(t))) fields.Wrong("events", $"must be of {string.Join(", ", OrderTopics.All)}.");
                var accounts = Texts(fields, "accounts");
                if (accounts.Any(a => !AccountId.IsValid(a))) fields.Wrong("accounts", AccountId.Reason);
                return new RuleBody(rule with { Topics = topics, Accounts = accounts }, []);
            default:
                return new RuleBody(rule, []);
        }
    }

    private static PriceCondition Price(JsonFields fields)
    {
        var move = default(PriceMove);
        if (fields.Short("condition", isRequired: true) is { } condition && (!Enum.TryParse(condition, ignoreCase: true, out move) || !Enum.IsDefined(move) || char.IsAsciiDigit(condition[0])))
            fields.Wrong("condition", "must be above, below, crosses or change.");
        var level = Level(fields, move == PriceMove.Change);
        var pause = fields.Whole("pauseMinutes", MaxPauseMinutes) ?? DefaultPauseMinutes;
        return new PriceCondition(move, level, fields.Flag("repeats") ?? false, pause * 60_000_000);
    }

    private static decimal Level(JsonFields fields, bool isPercent)
    {
        if (!isPercent) return fields.Number("level", MaxLevel, isRequired: true) ?? 1;
        if (fields.Any("level") is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var percent) && percent is > -100 and <= 1000 && percent != 0) return percent;
        fields.Wrong("level", "must be percent above -100 and up to 1000, and not 0.");
        return 1;
    }

    private static string[] Texts(JsonFields fields, string name)
    {
        if (fields.Any(name) is not { } list) return [];
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= MaxList)
        {
            var texts = list.EnumerateArray().Select(JsonFields.TextOf).ToArray();
            if (texts.All(t => t is { Length: > 0 and <= 64 })) return [.. texts.Select(t => t!).Distinct(StringComparer.Ordinal)];
        }

        fields.Wrong(name, $"must be a list of at most {MaxList} names.");
        return [];
    }
}
