namespace Sssaham.Gateway.Hosting;

/// <summary>How much one caller may ask for; section <c>Gateway:Rates</c>. A caller is a user, an API key, or an address where nobody has signed in.</summary>
internal sealed class RateOptions
{
    /// <summary>Requests that are of no other kind: reads of the market above all.</summary>
    public Rate Requests { get; set; } = new() { Burst = 1000, PerMinute = 6000 };

    /// <summary>Trading requests.</summary>
    public Rate Orders { get; set; } = new() { Burst = 200, PerMinute = 3000 };

    /// <summary>Bodies of <c>/ingest</c>.</summary>
    public Rate Uploads { get; set; } = new() { Burst = 500, PerMinute = 6000 };

    /// <summary>Streams that are opened.</summary>
    public Rate Streams { get; set; } = new() { Burst = 100, PerMinute = 300 };

    /// <summary>Checks of passwords and mailed tokens, by address.</summary>
    public Rate SignIns { get; set; } = new() { Burst = 20, PerMinute = 20 };

    /// <summary>Users that are made and mails that are asked for, by address.</summary>
    public Rate Registrations { get; set; } = new() { Burst = 10, PerMinute = 5 };

    /// <summary>Tokens, keys and tickets that are not good, by address.</summary>
    public Rate FailedCredentials { get; set; } = new() { Burst = 20, PerMinute = 20 };

    /// <summary>Streams that a caller has open at once. 1 to 1,000,000.</summary>
    public int StreamsOpen { get; set; } = 200;

    /// <summary>Finds what is wrong.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Check()
    {
        Requests.Check(nameof(Requests));
        Orders.Check(nameof(Orders));
        Uploads.Check(nameof(Uploads));
        Streams.Check(nameof(Streams));
        SignIns.Check(nameof(SignIns));
        Registrations.Check(nameof(Registrations));
        FailedCredentials.Check(nameof(FailedCredentials));
        if (StreamsOpen is < 1 or > 1_000_000) throw new ArgumentException("Gateway:Rates:StreamsOpen must be 1 to 1,000,000.");
    }
}

/// <summary>A rate: a bucket that is filled by and by.</summary>
internal sealed class Rate
{
    /// <summary>Most at once after a pause. 1 to 1,000,000.</summary>
    public int Burst { get; set; }

    /// <summary>How many come back in a minute, 1 to 60,000,000; 0 for no limit.</summary>
    public int PerMinute { get; set; }

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Check(string name)
    {
        if (Burst is < 1 or > 1_000_000) throw new ArgumentException($"Gateway:Rates:{name}:Burst must be 1 to 1,000,000.");
        if (PerMinute is < 0 or > 60_000_000) throw new ArgumentException($"Gateway:Rates:{name}:PerMinute must be 0 to 60,000,000.");
    }
}
