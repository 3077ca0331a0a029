using System.Globalization;
using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Notifications;

/// <summary>A gateway that may call this machine, and a user of it.</summary>
internal static class NotifiedGateway
{
    public const string Path = "/api/v1/notifications";

    public static readonly string[] Settings =
    [
        "--Notifications:WebhookHosts:0=127.0.0.1", "--Notifications:PushHosts:0=127.0.0.1", "--Notifications:AllowHttp=true", "--Notifications:AllowPrivateAddresses=true",
        "--Notifications:FirstPause=00:00:00.2",
    ];

    /// <summary>Registers somebody and gives back the header that signs in.</summary>
    public static async Task<(string Name, string Value)> SignInAsync(Api api, string name, string? role = null)
    {
        var made = await api.SendAsync(HttpMethod.Post, "/register", Someone.Json(new { username = name, email = name + "@example.id", password = Someone.Password }), []);
        made.Status.ShouldBe(HttpStatusCode.Created, made.ToString());
        if (role is not null) (await api.SendAsync(HttpMethod.Put, "/api/v1/security/users/" + name, Someone.Json(new { role }), [])).Status.ShouldBe(HttpStatusCode.OK);
        var tokens = await api.SendAsync(HttpMethod.Post, "/login", Someone.Json(new { username = name, password = Someone.Password }), []);
        return ("Authorization", "Bearer " + tokens["accessToken"].GetString());
    }

    public static Task<Answer> CallAsync(this Api api, (string, string) who, string method, string path, object? body = null) =>
        api.SendAsync(new HttpMethod(method), Path + path, body is null ? null : Someone.Json(body), [who]);

    public static string Id(this Answer answer) => answer["id"].GetInt64().ToString(CultureInfo.InvariantCulture);
}
