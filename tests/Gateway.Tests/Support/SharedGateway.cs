using System.Globalization;
using Xunit;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>One gateway for all tests that leave it whole; each test uses instruments of its own.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    private static int _tickers;

    internal GatewayProcess Process { get; private set; } = null!;

    internal Api Api { get; private set; } = null!;

    /// <summary>A ticker that no other test uses.</summary>
    public static string NewTicker() => string.Create(CultureInfo.InvariantCulture, $"T{Interlocked.Increment(ref _tickers):D4}");

    public async Task InitializeAsync()
    {
        Process = await GatewayProcess.StartAsync();
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
