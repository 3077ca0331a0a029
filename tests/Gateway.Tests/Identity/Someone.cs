using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Identity;

/// <summary>A user of the shared gateway, as a test knows it.</summary>
internal sealed class Someone(SharedGateway gateway, string name, string id)
{
    public const string Password = "kapal-terbang-biru";
    private static int _count;

    public string Name => name;

    public string Id => id;

    public string Email => name + "@example.id";

    public string Access { get; private set; } = "";

    public string Refresh { get; private set; } = "";

    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"user{Interlocked.Increment(ref _count)}x");

    /// <summary>Registers a user, gives it a role and signs it in.</summary>
    public static async Task<Someone> NewAsync(SharedGateway gateway, string role = Roles.Viewer)
    {
        var name = NewName();
        var made = await CallAsync(gateway, "POST", "/register", new { username = name, email = name + "@example.id", password = Password });
        made.Status.ShouldBe(HttpStatusCode.Created, made.ToString());
        var someone = new Someone(gateway, name, made["id"].GetString()!);
        if (role != Roles.Viewer)
        {
            var given = await gateway.Api.SendAsync(HttpMethod.Put, "/api/v1/security/users/" + someone.Id, Json(new { role }), []);
            given.Status.ShouldBe(HttpStatusCode.OK, given.ToString());
        }

        (await someone.LoginAsync()).Status.ShouldBe(HttpStatusCode.OK);
        return someone;
    }

    public async Task<Answer> LoginAsync(string password = Password, string? code = null, string? backupCode = null, string? deviceToken = null, bool rememberDevice = false)
    {
        var answer = await CallAsync(gateway, "POST", "/login", new { username = name, password, code, backupCode, deviceToken, rememberDevice });
        if (answer.Status == HttpStatusCode.OK) (Access, Refresh) = (answer["accessToken"].GetString()!, answer["refreshToken"].GetString()!);
        return answer;
    }

    public Task<Answer> CallAsync(string method, string path, object? body = null) => CallAsync(gateway, method, path, body, ("Authorization", "Bearer " + Access));

    /// <summary>Calls without the admin key.</summary>
    public static async Task<Answer> CallAsync(SharedGateway gateway, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var api = gateway.Process.Api(null);
        return await api.SendAsync(new HttpMethod(method), path, body is null ? null : Json(body), headers);
    }

    public async Task<string> ApiKeyAsync(string scope)
    {
        var answer = await CallAsync("POST", "/api/v1/security/api-keys", new { name = "test", scope });
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.ToString());
        return answer["key"].GetString()!;
    }

    public static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
}
