using System.Text.Json;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>
/// Levels of a phantom order in a body: <c>{stop, target, trail}</c>, each a price, <c>{"price":…}</c>, <c>{"percent":…}</c> or a text
/// such as <c>"2.5%"</c>.
/// </summary>
internal static class PhantomBody
{
    private static readonly string[] Names = ["stop", "target", "trail"];
    private const decimal MaxPercent = 1_000;
    private const string Reason = "must be a price, {\"price\":…}, {\"percent\":…} or a text such as \"2.5%\".";

    /// <summary>Reads the levels out of an object that holds them.</summary>
    /// <param name="fields">The object.</param>
    /// <param name="field">What is named at fault when there is no level at all.</param>
    /// <returns>The levels; null when there are none or some are bad.</returns>
    public static PhantomLevels? Levels(JsonFields fields, string field)
    {
        var given = Names.Select(name => (name, Value: fields.Any(name))).ToList();
        if (given.TrueForAll(g => g.Value is null))
        {
            fields.Errors.Add(field, "needs a stop, a target or a trail.");
            return null;
        }

        var levels = given.ConvertAll(g => g.Value is { } value ? Level(fields, g.name, value) : null);
        return fields.Errors.None ? new PhantomLevels(levels[0], levels[1], levels[2]) : null;
    }

    /// <summary>Reads the field <c>phantom</c> of an order.</summary>
    public static PhantomLevels? OfOrder(JsonFields order)
    {
        if (order.Any("phantom") is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Object)
        {
            order.Wrong("phantom", "must be an object {stop, target, trail}.");
            return null;
        }

        var fields = new JsonFields(value, order.Errors, order.Name("phantom."));
        var levels = Levels(fields, order.Name("phantom"));
        fields.End();
        return levels;
    }

    private static PhantomPrice? Level(JsonFields fields, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                if (TradingNumbers.Read(value, TradingNumbers.MaxPrice) is { } price) return new PhantomPrice(price, null);
                fields.Wrong(name, TradingNumbers.Reason(TradingNumbers.MaxPrice));
                return null;
            case JsonValueKind.String:
                var text = JsonFields.TextOf(value) ?? "";
                if (!text.EndsWith('%')) break;
                if (TradingNumbers.Read(text[..^1], MaxPercent) is { } percent) return new PhantomPrice(null, percent);
                fields.Wrong(name, TradingNumbers.Reason(MaxPercent));
                return null;
            case JsonValueKind.Object:
                return OfObject(fields, name, value);
        }

        fields.Wrong(name, Reason);
        return null;
    }

    private static PhantomPrice? OfObject(JsonFields fields, string name, JsonElement value)
    {
        var level = new JsonFields(value, fields.Errors, fields.Name(name + "."));
        var price = level.Number("price", TradingNumbers.MaxPrice);
        var percent = level.Number("percent", MaxPercent);
        level.End();
        if (price is null == percent is null) fields.Wrong(name, Reason);
        return new PhantomPrice(price, percent);
    }
}
