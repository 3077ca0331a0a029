using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Fuzz.Requests;

/// <summary>Somebody that sends requests.</summary>
/// <param name="name">Who it is.</param>
/// <param name="header">Header of its credential; null for none.</param>
/// <param name="curl">The same for a command, with a variable for the secret.</param>
internal sealed class FuzzCaller(string name, string? header, string curl)
{
    public string Name => name;

    public string Curl => curl;

    /// <summary>Header that shows who it is; null for none.</summary>
    public string? Header => header;

    /// <summary>What it shows; another after its session has ended.</summary>
    public string Credential { get; set; } = "";

    /// <summary>The role of the user behind an access token; null for who has none.</summary>
    public string? TokenRole { get; init; }
}

/// <summary>Callers of every role: by key and by token, with the admin key, as this machine, and as nobody.</summary>
internal sealed class FuzzCallers(Api admin, Api nobody)
{
    public const string Password = "kapal-terbang-biru";
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly List<FuzzCaller> _callers = [];
    private readonly List<string> _secrets = [GatewayProcess.Key];
    private int _users;

    /// <summary>Secrets that no answer may show.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>Makes the users and what they work with.</summary>
    public async Task PrepareAsync()
    {
        _callers.Add(new FuzzCaller("nobody", "X-Forwarded-For", " -H 'X-Forwarded-For: 203.0.113.7'") { Credential = "203.0.113.7" });
        _callers.Add(new FuzzCaller("this machine", null, ""));
        _callers.Add(new FuzzCaller("admin key", "X-Api-Key", " -H \"X-Api-Key: $KEY\"") { Credential = GatewayProcess.Key });
        foreach (var role in (string[])["viewer", "trader", "operator", "admin"])
        {
            var access = await NewUserAsync(role);
            if (role == "trader") Check(await CallAsync(nobody, "POST", "/api/v1/trading/accounts/paper:traders/connect", null, access));
            var key = Check(await CallAsync(nobody, "POST", "/api/v1/security/api-keys", new { name = "fuzz", scope = role }, access))["key"].GetString()!;
            _secrets.Add(key.Split('.')[2]);
            _callers.Add(new FuzzCaller("key of " + role, "X-Api-Key", $" -H \"X-Api-Key: ${role.ToUpperInvariant()}_KEY\"") { Credential = key });
        }

        foreach (var role in (string[])["viewer", "trader", "admin"])
            _callers.Add(new FuzzCaller("token of " + role, "Authorization", $" -H \"Authorization: Bearer ${role.ToUpperInvariant()}_TOKEN\"") { Credential = "Bearer " + await NewUserAsync(role), TokenRole = role });
    }

    /// <summary>Who sends a request.</summary>
    public FuzzCaller For(Random random, Operation operation) =>
        operation.IsForSignedIn && random.Next(10) < 7 ? OddValues.One(random, [.. _callers.Where(c => c.TokenRole is not null)]) : OddValues.One(random, _callers);

    /// <summary>Another user in place of one that has signed out, locked itself or lost its key.</summary>
    public async Task RenewAsync(FuzzCaller caller, string refused)
    {
        await _renewing.WaitAsync();
        try
        {
            if (caller.TokenRole is { } role && caller.Credential == refused) caller.Credential = "Bearer " + await NewUserAsync(role);
        }
        finally
        {
            _renewing.Release();
        }
    }

    private async Task<string> NewUserAsync(string role)
    {
        // The gateway hashes few passwords at once, and the run has some hashed as well.
        var name = string.Create(CultureInfo.InvariantCulture, $"caller{++_users}");
        Check(await PatientAsync("/register", new { username = name, email = name + "@example.id", password = Password }));
        if (role != "viewer") Check(await CallAsync(admin, "PUT", "/api/v1/security/users/" + name, new { role }));
        return Check(await PatientAsync("/login", new { username = name, password = Password }))["accessToken"].GetString()!;
    }

    private async Task<Answer> PatientAsync(string path, object body)
    {
        while (true)
        {
            var answer = await CallAsync(nobody, "POST", path, body);
            if (answer.Status != HttpStatusCode.TooManyRequests) return answer;
            await Task.Delay(100);
        }
    }

    private static Answer Check(Answer answer) => (int)answer.Status is >= 200 and < 300 ? answer : throw new InvalidOperationException(answer.ToString());

    private static Task<Answer> CallAsync(Api api, string method, string path, object? body, string? access = null) =>
        api.SendAsync(new HttpMethod(method), path, body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), access is null ? [] : [("Authorization", "Bearer " + access)]);
}
