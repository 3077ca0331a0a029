using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Execution.Risk;

namespace Sssaham.Grains.Execution;

/// <summary>Trading; section <c>Trading</c>.</summary>
public sealed class TradingOptions
{
    /// <summary>Limits of every account.</summary>
    public RiskLimits Risk { get; set; } = new();

    /// <summary>Whether a limit whose data is missing refuses; else it passes and the order carries a warning.</summary>
    public bool StrictRisk { get; set; }

    /// <summary>How phantom orders behave.</summary>
    public PhantomOptions Phantom { get; set; } = new();

    /// <summary>Time-outs of orders; fees and lots come from the broker.</summary>
    public AccountOptions Orders { get; set; } = new();

    /// <summary>Daily closes from which an instrument's volatility is computed.</summary>
    public int VolatilityDays { get; set; } = 60;

    /// <summary>The cheap liquid instrument of test orders.</summary>
    public string? TestCode { get; set; }

    /// <summary>How long a phantom order that triggered while nothing could be sent waits, once it can be, for a first price; then it sells at
    /// the last one that is known. An instrument that nobody trades is the one that is hardest to leave.</summary>
    public TimeSpan SellAtLastAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages that may wait for the broker's rate, in each of the two lanes.</summary>
    public int Waiting { get; set; } = 1000;

    /// <summary>Events of the journal between two checkpoints.</summary>
    public int CheckpointEvents { get; set; } = 1000;
}
