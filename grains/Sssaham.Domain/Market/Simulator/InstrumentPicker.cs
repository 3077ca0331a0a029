namespace Sssaham.Domain.Market.Simulator;

/// <summary>
/// Which instrument the next order is in. Part of the orders come out of the blue, by activity (Walker's alias method); the others
/// follow an order of the last seconds or minutes. That is a self-exciting process (Hawkes, told by its branching) at the cost of one
/// look-up, and it leaves every instrument's expected share as it is.
/// </summary>
internal sealed class InstrumentPicker
{
    private const int Window = 1024;

    // Of 256: the branching ratio, so that one order in the blue draws 1.2 more after it.
    private const int Followers = 140;
    private readonly int[] _alias;
    private readonly uint[] _keep;
    private readonly int[] _recent = new int[Window];
    private int _orders;

    /// <summary>Prepares a day.</summary>
    /// <param name="shares">Share of every instrument; they sum to 1.</param>
    public InstrumentPicker(double[] shares)
    {
        var n = shares.Length;
        _alias = new int[n];
        _keep = new uint[n];
        var height = new double[n];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < n; i++)
        {
            height[i] = shares[i] * n;
            (height[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var low = small.Pop();
            var high = large.Pop();
            _keep[low] = (uint)(height[low] * uint.MaxValue);
            _alias[low] = high;
            height[high] -= 1 - height[low];
            (height[high] < 1 ? small : large).Push(high);
        }

        foreach (var full in small.Concat(large))
        {
            _keep[full] = uint.MaxValue;
            _alias[full] = full;
        }
    }

    /// <summary>Picks the instrument of the next order.</summary>
    /// <param name="bits">16 random bits: whether to follow, and how far back.</param>
    /// <param name="random">Where an instrument out of the blue comes from.</param>
    /// <returns>The instrument's place.</returns>
    public int Next(uint bits, ref SplitMix64 random)
    {
        int picked;
        var lag = FlowTables.Lags[bits & 0xFF];
        if ((bits >> 8 & 0xFF) < Followers && lag <= _orders)
        {
            picked = _recent[(_orders - lag) & (Window - 1)];
        }
        else
        {
            var draw = random.Next();
            var column = (int)(((draw >> 32) * (ulong)_alias.Length) >> 32);
            picked = (uint)draw <= _keep[column] ? column : _alias[column];
        }

        _recent[_orders & (Window - 1)] = picked;
        _orders++;
        return picked;
    }
}
