namespace Sssaham.Grains.Execution.Paper;

/// <summary>The paper broker; section <c>Brokers:Paper</c>.</summary>
public sealed class PaperOptions
{
    /// <summary>The broker's name.</summary>
    public const string Broker = "paper";

    /// <summary>Venue of codes that name none: the simulated market, unless another one is set.</summary>
    public string Venue { get; set; } = "SIM";

    /// <summary>Cash that a new account starts with.</summary>
    public decimal Cash { get; set; } = 1_000_000_000;

    /// <summary>Fee on buys as a share of the value.</summary>
    public decimal BuyFeeRate { get; set; } = 0.0015m;

    /// <summary>Fee on sells as a share of the value.</summary>
    public decimal SellFeeRate { get; set; } = 0.0025m;

    /// <summary>Shares assumed ahead of an order that rests; null takes the volume at its price in the newest minute that traded.</summary>
    public decimal? QueueAheadShares { get; set; }

    /// <summary>Requests a second that an account may send in the long run.</summary>
    public int OrdersPerSecond { get; set; } = 50;

    /// <summary>Requests that may go at once after a pause.</summary>
    public int Burst { get; set; } = 100;

    /// <summary>How long the answer to a request may take before nobody knows what became of it.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a link renews its subscription, and looks whether it has missed anything.</summary>
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the second try to connect; doubled up to <see cref="LongestPause"/>, with jitter.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between two tries.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);
}
