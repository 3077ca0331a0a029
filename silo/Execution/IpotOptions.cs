using Sssaham.Domain.Execution.Ipot;

namespace Sssaham.Silo.Execution;

/// <summary>The link to IPOT; section <c>Brokers:Ipot</c>.</summary>
public sealed class IpotOptions
{
    /// <summary>Address of the stream, <c>wss://…</c>.</summary>
    public string Url { get; set; } = "";

    /// <summary>Venue of the broker's codes: its sessions tell a dead link from a quiet one.</summary>
    public string Venue { get; set; } = "IDX";

    /// <summary>Silence within a session after which a link is dead.</summary>
    public TimeSpan DeadAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the answer to a call of the sign-in may take.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Parts of the broker's words, separated by commas, that tell an expired session from a trouble that passes, when it refuses a
    /// call of the sign-in.</summary>
    public string LoginWords { get; set; } = "login, token, expired, authenticat, unauthori";

    /// <summary>The list of orders is complete when no row came for this long after the broker answered: no end mark is known.</summary>
    public TimeSpan ListQuiet { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before the second try to connect; doubled up to <see cref="LongestPause"/>, with jitter.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between two tries.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether to listen to the portfolio (<c>LP</c>) as the official client does.</summary>
    public bool Portfolio { get; set; } = true;

    /// <summary>Least time between two questions for cash and stocks that pushes of the portfolio bring about.</summary>
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What goes out before a new order; several separated by commas.</summary>
    public IpotPreChecks PreChecks { get; set; }

    /// <summary>Fee on buys as a share of the value.</summary>
    public decimal BuyFeeRate { get; set; } = 0.0015m;

    /// <summary>Fee on sells as a share of the value, the tax on sales included.</summary>
    public decimal SellFeeRate { get; set; } = 0.0025m;

    /// <summary>Messages a second that the broker takes from one account, in the long run.</summary>
    public int OrdersPerSecond { get; set; } = 10;

    /// <summary>Messages that may go at once after a pause.</summary>
    public int Burst { get; set; } = 20;

    /// <summary>Prints the exact frames of orders and sends nothing.</summary>
    public bool DryRun { get; set; }

    /// <summary>Forms of cancel and amend, which no capture shows.</summary>
    public IpotOrderMessages Messages { get; set; } = new();
}
