using Sssaham.Gateway.Streaming;

namespace Sssaham.Gateway.Execution;

/// <summary>The trading endpoints and what they are made of.</summary>
internal static class TradingEndpoints
{
    public static void AddTrading(this IServiceCollection services)
    {
        services.AddSingleton<TradingAccounts>();
        services.AddSingleton<InstrumentPrices>();
        services.AddSingleton<TestInstrument>();
        services.AddSingleton<OrderSizing>();
        services.AddSingleton<AckWait>();
        services.AddSingleton<OrderPlacer>();
        services.AddSingleton<OrderChannel>();
        services.AddSingleton<AccountHub>();
        services.AddHostedService(p => p.GetRequiredService<AccountHub>());
    }

    public static void MapTrading(this IEndpointRouteBuilder routes)
    {
        var trading = routes.MapGroup("/api/v1/trading").WithTags("Trading");
        trading.MapOrders();
        trading.MapPositions();
        trading.MapPhantoms();
        trading.MapAccounts();
        trading.MapTestOrders();
    }
}
