using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sssaham.Domain.Execution;

/// <summary>How events and snapshots are written.</summary>
internal static class AccountJson
{
    /// <summary>Names of enumerations, not numbers; what has its default is left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WriteAlways } },
    };

    /// <summary>A decimal zero has a scale, which sums inherit: left out, a replay would differ from the live book in its trailing zeros.
    /// A side is too dear to be told by its absence.</summary>
    private static void WriteAlways(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(decimal) || property.PropertyType == typeof(OrderSide)) property.ShouldSerialize = static (_, _) => true;
        }
    }
}
