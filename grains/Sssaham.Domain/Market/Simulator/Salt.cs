namespace Sssaham.Domain.Market.Simulator;

/// <summary>Keeps random numbers for different purposes apart. Changing one changes every tape.</summary>
internal static class Salt
{
    public const ulong Sector = 1;
    public const ulong Rank = 2;
    public const ulong Band = 3;
    public const ulong BasePrice = 4;
    public const ulong Volatility = 5;
    public const ulong MarketWalk = 6;
    public const ulong SectorWalk = 7;
    public const ulong OwnWalk = 8;
    public const ulong Tilt = 9;
    public const ulong DayActivity = 10;
    public const ulong DayVolatility = 11;
    public const ulong Minutes = 12;
    public const ulong Day = 13;
}
