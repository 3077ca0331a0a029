using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>
/// Mappings as JSON: the members of <see cref="TapeMapping"/> in camel case. <c>preset</c> names one of <see cref="TapePresets"/> to
/// start from; members that are given replace the preset's whole member.
/// </summary>
public static class TapeMappingJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads a mapping. Whether it makes sense is only known once a <see cref="TapeReader"/> is made of it.</summary>
    /// <param name="json">The JSON object.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="error">What is wrong with it.</param>
    /// <returns>False when it is no mapping.</returns>
    public static bool TryParse(string json, [NotNullWhen(true)] out TapeMapping? mapping, out FeedError? error)
    {
        mapping = null;
        error = null;
        try
        {
            // Names are compared without case, as the deserializer does; a member given twice must not slip through either.
            var options = new JsonNodeOptions { PropertyNameCaseInsensitive = true };
            if (JsonNode.Parse(json, options) is not JsonObject given)
            {
                error = new FeedError("mapping", "is no JSON object");
                return false;
            }

            var merged = given;
            if (given["preset"] is { } preset)
            {
                if (preset.GetValueKind() != JsonValueKind.String || !TapePresets.All.TryGetValue(preset.GetValue<string>(), out var start))
                {
                    error = new FeedError("preset", $"is none of {string.Join(", ", TapePresets.All.Keys)}");
                    return false;
                }

                merged = JsonSerializer.SerializeToNode(start, Options)!.AsObject();
                foreach (var (name, value) in given) merged[Camel(name)] = value?.DeepClone();
                merged.Remove("preset");
            }

            mapping = merged.Deserialize<TapeMapping>(Options);
        }
        catch (JsonException e)
        {
            error = new FeedError(e.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "mapping", $"is not understood: {e.Message}");
        }
        catch (ArgumentException e)
        {
            // A JSON object with the same member twice.
            error = new FeedError("mapping", $"is not understood: {e.Message}");
        }

        return mapping is not null;
    }

    /// <summary>Writes a mapping.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <returns>JSON that <see cref="TryParse"/> reads.</returns>
    public static string Write(TapeMapping mapping) => JsonSerializer.Serialize(mapping, Options);

    private static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
