using Sssaham.Domain.Market;

namespace Sssaham.Domain.Tests.Market;

/// <summary>Bars built from random trades.</summary>
internal static class RandomBar
{
    public static FootprintBar Of(Random random, long quantityUnit = 1, long maxPrice = 500)
    {
        var builder = new FootprintBuilder();
        var price = random.NextInt64(1, maxPrice);
        for (var n = random.Next(1, 60); n > 0; n--)
        {
            price = Math.Max(1, price + random.Next(-3, 4));
            var side = random.Pick(Side.Unknown, Side.Buy, Side.Sell);
            var source = side == Side.Unknown ? SideSource.None : random.Pick(SideSource.Given, SideSource.OrderNumber, SideSource.Quote, SideSource.Tick);
            builder.Add(price, random.Next(1, 100_000) * quantityUnit, side, source);
        }

        var start = random.NextInt64(-10_000, 40_000_000) * 60_000_000;
        return builder.Build(start, start + 60_000_000, random.Next(0, 5)).WithCvd(random.NextInt64(-1_000_000, 1_000_000));
    }

    public static FootprintBar With(FootprintBar bar, PriceLevel[] levels) => new()
    {
        StartUs = bar.StartUs,
        EndUs = bar.EndUs,
        Open = bar.Open,
        High = bar.High,
        Low = bar.Low,
        Close = bar.Close,
        BuyVolume = bar.BuyVolume,
        SellVolume = bar.SellVolume,
        UnknownVolume = bar.UnknownVolume,
        Value = bar.Value,
        Trades = bar.Trades,
        MinDelta = bar.MinDelta,
        MaxDelta = bar.MaxDelta,
        Sources = bar.Sources,
        Levels = levels,
        Revision = bar.Revision,
        Cvd = bar.Cvd,
    };
}
