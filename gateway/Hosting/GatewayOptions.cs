namespace Sssaham.Gateway.Hosting;

/// <summary>How a gateway leaves, and how much it does at once; section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Gateway";

    /// <summary>How long a gateway that is told to stop says that it is not ready and serves on: behind a load balancer longer than the balancer
    /// takes to notice. 0 to 5 minutes.</summary>
    public TimeSpan DrainDelay { get; set; } = TimeSpan.Zero;

    /// <summary>How long what is under way may take after that; it is aborted then. 1 second to 5 minutes.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bodies of <c>/ingest</c> that are read at once, of a megabyte or two of memory each; four times as many wait. Bodies for a silo that has died keep
    /// their places for some seconds, in which there must be others left. At least 1.</summary>
    public int UploadsAtOnce { get; set; } = 256;

    /// <summary>Trading requests at once: they have places of their own, which reads cannot take. Four times as many wait. At least 1.</summary>
    public int OrdersAtOnce { get; set; } = 256;

    /// <summary>Other requests at once; four times as many wait. At least 1.</summary>
    public int RequestsAtOnce { get; set; } = 256;

    /// <summary>Live streams, WebSocket or server-sent events. At least 1.</summary>
    public int Streams { get; set; } = 10_000;

    /// <summary>How long a request may take that is neither an upload nor a live stream. 1 second to 10 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a body of <c>/ingest</c> may take. 1 minute to 1 day.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Origins whose pages may call, such as <c>https://desk.example.com</c>; none unless set.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>Addresses and networks of proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed; none unless set.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Port to which calls by HTTP are sent; 0 serves them.</summary>
    public int HttpsPort { get; set; }

    /// <summary>How much one caller may ask for.</summary>
    public RateOptions Rates { get; set; } = new();

    /// <summary>Finds what is wrong.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Check()
    {
        if (DrainDelay < TimeSpan.Zero || DrainDelay > TimeSpan.FromMinutes(5)) throw new ArgumentException($"{Section}:{nameof(DrainDelay)} must be 0 to 5 minutes.");
        if (DrainTimeout < TimeSpan.FromSeconds(1) || DrainTimeout > TimeSpan.FromMinutes(5)) throw new ArgumentException($"{Section}:{nameof(DrainTimeout)} must be 1 second to 5 minutes.");
        foreach (var (name, value) in new[] { (nameof(UploadsAtOnce), UploadsAtOnce), (nameof(OrdersAtOnce), OrdersAtOnce), (nameof(RequestsAtOnce), RequestsAtOnce), (nameof(Streams), Streams) })
        {
            if (value is < 1 or > 1_000_000) throw new ArgumentException($"{Section}:{name} must be 1 to 1,000,000.");
        }

        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromMinutes(10)) throw new ArgumentException($"{Section}:{nameof(RequestTimeout)} must be 1 second to 10 minutes.");
        if (UploadTimeout < TimeSpan.FromMinutes(1) || UploadTimeout > TimeSpan.FromDays(1)) throw new ArgumentException($"{Section}:{nameof(UploadTimeout)} must be 1 minute to 1 day.");
        if (HttpsPort is < 0 or > ushort.MaxValue) throw new ArgumentException($"{Section}:{nameof(HttpsPort)} must be 0 to 65,535.");
        foreach (var origin in Origins.Where(o => !Hosting.Origins.IsOrigin(o))) throw new ArgumentException($"{Section}:{nameof(Origins)}: '{origin}' is no origin such as https://desk.example.com.");
        foreach (var proxy in TrustedProxies) _ = Proxies.Parse(proxy);
        Rates.Check();
    }
}
