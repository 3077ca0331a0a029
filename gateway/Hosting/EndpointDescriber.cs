using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Sssaham.Gateway.Security;

namespace Sssaham.Gateway.Hosting;

/// <summary>Completes the description of the interface by what endpoints declare: who may call them, their bodies, and the answers that all of them give.</summary>
internal sealed class EndpointDescriber : IOpenApiOperationTransformer, IOpenApiDocumentTransformer
{
    private const string Key = "ApiKey";
    private const string Token = "Bearer";
    private const string Problem = "application/problem+json";

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Sssaham";
        document.Info.Description = "Order flow and trading. Errors are problem documents (RFC 9457); bad input names its fields in errors.";
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "The admin key, or a key of a user's." };
        document.Components.SecuritySchemes[Token] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "An access token of POST /login." };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<BodyDescription>().LastOrDefault() is { } body) operation.RequestBody = Of(body);
        foreach (var query in metadata.OfType<QueryDescription>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = query.Name, In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Values(query.Values) } });
        }

        operation.Responses ??= new OpenApiResponses();
        if (!operation.Responses.Keys.Any(status => status[0] == '2')) Answers(operation, StatusCodes.Status200OK, "As the summary says.", "application/json");
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Description = "Open to all.";
        }
        else
        {
            var need = metadata.OfType<IAuthorizeData>().Last().Policy;
            operation.Description = need switch { Access.User => "For users.", Access.SignedIn => "For users that signed in, not for their keys.", _ => $"Needs the role {need}." };
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Token, context.Document)] = [] }, new() { [new OpenApiSecuritySchemeReference(Key, context.Document)] = [] }];
            Refuses(operation, StatusCodes.Status401Unauthorized, "No credentials, or none that are good.");
            if (need != Domain.Identity.Roles.Viewer) Refuses(operation, StatusCodes.Status403Forbidden, "Not allowed to who calls.");
        }

        if (operation.RequestBody is not null)
        {
            Refuses(operation, StatusCodes.Status400BadRequest, "The body cannot be read; errors names the fields.");
            Refuses(operation, StatusCodes.Status413PayloadTooLarge, "The body is too large.");
        }

        Refuses(operation, StatusCodes.Status503ServiceUnavailable, "Not possible now; Retry-After says when to ask again.");
        return Task.CompletedTask;
    }

    private static void Refuses(OpenApiOperation operation, int status, string description) => Answers(operation, status, description, Problem);

    private static void Answers(OpenApiOperation operation, int status, string description, string type) =>
        operation.Responses!.TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { [type] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } } },
        });

    private static OpenApiRequestBody Of(BodyDescription body)
    {
        var one = Object(body.Fields);
        var content = new Dictionary<string, OpenApiMediaType>();
        if (body.IsLines)
        {
            content["application/x-ndjson"] = new OpenApiMediaType { Schema = one };
            content["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } };
        }
        else
        {
            content["application/json"] = new OpenApiMediaType { Schema = one };
        }

        return new OpenApiRequestBody { Required = body.IsRequired, Content = content };
    }

    private static OpenApiSchema Object(IReadOnlyList<BodyField> fields) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = fields.ToDictionary(f => f.Name, f => (IOpenApiSchema)Of(f)),
        Required = fields.Where(f => f.IsRequired).Select(f => f.Name).ToHashSet(),
    };

    private static OpenApiSchema Of(BodyField field) => field.Type switch
    {
        JsonSchemaType.Object when field.Fields.Count > 0 => Object(field.Fields),
        JsonSchemaType.Array => new OpenApiSchema { Type = JsonSchemaType.Array, Items = Object(field.Fields) },
        null => new OpenApiSchema(),
        var type => new OpenApiSchema { Type = type, Enum = Values(field.Values) },
    };

    private static List<JsonNode>? Values(IReadOnlyList<string> values) => values.Count == 0 ? null : [.. values.Select(v => (JsonNode)v)];
}
