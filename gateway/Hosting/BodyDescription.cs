using Microsoft.OpenApi;

namespace Sssaham.Gateway.Hosting;

/// <summary>A field of a JSON body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it holds; null for one of several.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Values">The texts that are taken; empty for any.</param>
/// <param name="Fields">Fields of an object, or of the objects of a list.</param>
internal sealed record BodyField(string Name, JsonSchemaType? Type, bool IsRequired, IReadOnlyList<string> Values, IReadOnlyList<BodyField> Fields);

/// <summary>What a body holds.</summary>
/// <param name="Fields">Its fields.</param>
/// <param name="IsRequired">Whether there must be one.</param>
/// <param name="IsLines">Whether it is many objects: NDJSON, or a JSON array.</param>
internal sealed record BodyDescription(IReadOnlyList<BodyField> Fields, bool IsRequired, bool IsLines);

/// <summary>A parameter of a query that a handler reads by itself.</summary>
internal sealed record QueryDescription(string Name, IReadOnlyList<string> Values);

/// <summary>
/// Says in the description of the interface what endpoints take that read their bodies by themselves, which they do to name the field at
/// fault. The content type is for readers only: bodies are read as JSON whatever is declared.
/// </summary>
internal static class Body
{
    public static BodyField Text(string name, bool isRequired = false, params IReadOnlyList<string> values) => new(name, JsonSchemaType.String, isRequired, values, []);

    public static BodyField Number(string name, bool isRequired = false) => new(name, JsonSchemaType.Number, isRequired, [], []);

    public static BodyField Whole(string name, bool isRequired = false) => new(name, JsonSchemaType.Integer, isRequired, [], []);

    public static BodyField Flag(string name, bool isRequired = false) => new(name, JsonSchemaType.Boolean, isRequired, [], []);

    /// <summary>A field of one of several types.</summary>
    public static BodyField Any(string name, bool isRequired = false) => new(name, null, isRequired, [], []);

    public static BodyField Object(string name, params IReadOnlyList<BodyField> fields) => new(name, JsonSchemaType.Object, false, [], fields);

    public static BodyField List(string name, params IReadOnlyList<BodyField> fields) => new(name, JsonSchemaType.Array, true, [], fields);

    public static TBuilder Takes<TBuilder>(this TBuilder builder, params IReadOnlyList<BodyField> fields)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyDescription(fields, IsRequired: true, IsLines: false));

    public static TBuilder MayTake<TBuilder>(this TBuilder builder, params IReadOnlyList<BodyField> fields)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyDescription(fields, IsRequired: false, IsLines: false));

    public static TBuilder TakesLines<TBuilder>(this TBuilder builder, params IReadOnlyList<BodyField> fields)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyDescription(fields, IsRequired: true, IsLines: true));

    public static TBuilder TakesQuery<TBuilder>(this TBuilder builder, string name, params IReadOnlyList<string> values)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new QueryDescription(name, values));
}
