namespace Sssaham.Domain.Market.Simulator;

/// <summary>Running sums per instrument and broker.</summary>
internal sealed class BrokerSums(int instruments)
{
    private readonly Sum[] _sums = new Sum[instruments * BrokerTables.All.Length];

    public void Add(int instrument, int buyer, int seller, long price, long quantity)
    {
        var row = instrument * BrokerTables.All.Length;
        ref var buy = ref _sums[row + buyer];
        buy.BuyVolume += quantity;
        buy.BuyValue += price * quantity;
        buy.BuyTrades++;
        ref var sell = ref _sums[row + seller];
        sell.SellVolume += quantity;
        sell.SellValue += price * quantity;
        sell.SellTrades++;
    }

    public SimulatedBrokerDay[] Of(int instrument)
    {
        var rows = new List<SimulatedBrokerDay>(BrokerTables.All.Length);
        for (var i = 0; i < BrokerTables.All.Length; i++)
        {
            ref readonly var s = ref _sums[(instrument * BrokerTables.All.Length) + i];
            if (s.BuyTrades + s.SellTrades == 0) continue;
            rows.Add(new SimulatedBrokerDay(BrokerTables.All[i], s.BuyVolume, s.BuyValue, s.BuyTrades, s.SellVolume, s.SellValue, s.SellTrades));
        }

        return [.. rows];
    }

    private struct Sum
    {
        public long BuyVolume;
        public long BuyValue;
        public long SellVolume;
        public long SellValue;
        public int BuyTrades;
        public int SellTrades;
    }
}
