using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Shouldly;
using Sssaham.Chaos.Processes;
using Sssaham.Gateway.Tests.Deployment;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Postgres.Tests.Server;
using Xunit;

namespace Sssaham.Gateway.Tests.Clusters;

public sealed class ClusterTlsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [PostgresFact]
    public async Task A_cluster_works_by_mutual_TLS_and_strangers_get_nothing()
    {
        using var authority = new TestAuthority();
        using var others = new TestAuthority();
        string[] SettingsOf(string name)
        {
            var (certificate, key) = authority.Issue(name);
            return [$"--Sssaham:Tls:Certificate={certificate}", $"--Sssaham:Tls:Key={key}", $"--Sssaham:Tls:Authority={authority.Authority}"];
        }

        await using var cluster = await ProcessCluster.StartAsync(null, 2, 1, durable: false, siloArguments: [.. KnownMarket.Settings, .. SettingsOf("silo")], gatewayArguments: SettingsOf("gateway"));
        using var api = new Api(cluster.Gateways[0].Http, ProcessCluster.Key);
        await KnownMarket.FillAsync(api, cluster.Logs);
        (await KnownMarket.AnswersAsync(api)).ShouldNotBeEmpty();

        var (foreign, foreignKey) = others.Issue("silo");
        using var stranger = X509Certificate2.CreateFromPemFile(foreign, foreignKey);
        using var member = X509Certificate2.CreateFromPemFile(Path.Combine(authority.Folder, "gateway.pem"), Path.Combine(authority.Folder, "gateway.key"));
        foreach (var port in await PortsAsync(cluster.Connection))
        {
            (await PlainAsync(port)).ShouldBe(0, "plain TCP");
            (await SecureAsync(port, null)).Read.ShouldBe(0, "without a certificate");
            (await SecureAsync(port, stranger)).Read.ShouldBe(0, "with a certificate of another authority");
            var before = (await SecureAsync(port, member, isToRead: false)).Serial;
            before.ShouldNotBeNull();
            // A certificate that is replaced is shown from the next connection on.
            authority.Issue("silo");
            (await SecureAsync(port, member, isToRead: false)).Serial.ShouldNotBe(before);
        }

        // A silo that comes back meets the others with the new certificate.
        await cluster.Silos[1].StopAsync();
        cluster.Silos[1].Start();
        await cluster.Silos[1].ReadyAsync();
        (await api.GetAsync("/instruments?limit=1")).Status.ShouldBe(HttpStatusCode.OK, cluster.Logs());
    }

    [Fact]
    public async Task A_certificate_without_its_key_or_its_authority_is_refused_at_the_start()
    {
        var (code, output) = await GatewayProcess.RunToEndAsync(GatewayProcess.NewFolder(), "--Sssaham:Storage=PostgreSQL", "--ConnectionStrings:Sssaham=Host=127.0.0.1;Database=none", "--Sssaham:Tls:Certificate=/nowhere/silo.pem");
        (code, output).ShouldSatisfyAllConditions(r => r.code.ShouldBe(1), r => r.output.ShouldContain("Sssaham:Tls: Certificate, Key and Authority are set together."));
    }

    private static async Task<List<int>> PortsAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("SELECT port, proxyport FROM orleansmembershiptable WHERE status = 3");
        await using var reader = await command.ExecuteReaderAsync();
        var ports = new List<int>();
        while (await reader.ReadAsync()) ports.AddRange([reader.GetInt32(0), reader.GetInt32(1)]);
        ports.Count.ShouldBe(4);
        return ports;
    }

    private static async Task<int> PlainAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return await ReadAsync(client.GetStream());
    }

    private static async Task<(int Read, string? Serial)> SecureAsync(int port, X509Certificate2? own, bool isToRead = true)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var secure = new SslStream(client.GetStream());
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "sssaham",
                ClientCertificates = own is null ? null : [own],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            });
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return (0, null);
        }

        return (isToRead ? await ReadAsync(secure) : 0, secure.RemoteCertificate!.GetSerialNumberString());
    }

    /// <summary>Bytes that come until the other end closes, after something was said to it.</summary>
    private static async Task<int> ReadAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await stream.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), limit.Token);
            return await stream.ReadAsync(new byte[256], limit.Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
