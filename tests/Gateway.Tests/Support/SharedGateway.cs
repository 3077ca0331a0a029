using System.Globalization;
using Xunit;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>One gateway for all tests that leave it whole; each test uses instruments of its own.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    private static int _tickers;

    /// <summary>Settings beside those of every test.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    internal GatewayProcess Process { get; private set; } = null!;

    internal Api Api { get; private set; } = null!;

    /// <summary>A ticker that no other test uses.</summary>
    public static string NewTicker() => string.Create(CultureInfo.InvariantCulture, $"T{Interlocked.Increment(ref _tickers):D4}");

    /// <summary>What the outbox holds for an address.</summary>
    internal IEnumerable<string> MailsTo(string email) => Directory.GetFiles(Path.Combine(Process.Data, "outbox"), "*.txt").Select(File.ReadAllText).Where(m => m.StartsWith("To: " + email + "\n", StringComparison.Ordinal));

    public Task InitializeAsync() => InitializeAsync([]);

    /// <summary>Starts a gateway with settings of its own.</summary>
    internal async Task InitializeAsync(params string[] more)
    {
        Process = await GatewayProcess.StartAsync(null, [.. Settings, .. more]);
        Api = Process.Api();
    }

    public async Task DisposeAsync()
    {
        Api.Dispose();
        await Process.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SharedGatewayTests : ICollectionFixture<SharedGateway>
{
    public const string Name = "shared gateway";
}
