using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Sssaham.Domain.Market.Simulator;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market.Feeds;

namespace Sssaham.Silo.Feeds;

/// <summary>The kinds of feeds that this silo can run.</summary>
internal sealed class FeedRunnerFactory(VenueCatalog venues, TradeLanes lanes, IGrainFactory grains, TimeProvider time) : IFeedRunnerFactory
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private static readonly SearchValues<char> HeaderName = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <inheritdoc/>
    public IFeedRunner Create(string name, FeedSpec spec) => spec.Kind switch
    {
        "simulator" => Simulator(Read<SimulatorSettings>(spec)),
        "replay" => Replay(Read<ReplaySettings>(spec)),
        "websocket" => Socket(Read<SocketSettings>(spec), ipot: false),
        "ipot" => Socket(Read<SocketSettings>(spec), ipot: true),
        _ => throw new ArgumentException("kind: must be simulator, replay, websocket or ipot."),
    };

    private static T Read<T>(FeedSpec spec)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(spec.Settings, Json) ?? throw new ArgumentException("settings: must be an object.");
        }
        catch (JsonException e)
        {
            var setting = e.Path?.TrimStart('$', '.');
            throw new ArgumentException($"{(string.IsNullOrEmpty(setting) ? "settings" : setting)}: cannot be read as a setting of {spec.Kind}.", e);
        }
    }

    private SimulatorFeed Simulator(SimulatorSettings settings)
    {
        if (settings.Speed is not (> 0 and <= 10_000)) throw new ArgumentException("speed: must be above 0 and at most 10000.");
        var options = new SimulatorOptions { Seed = settings.Seed, InstrumentCount = settings.Instruments, TradesPerDay = settings.TradesPerDay };
        options.Validate();
        return new SimulatorFeed(settings, new SimulatedMarket(options, VenueOf("SIM")), lanes, grains, time);
    }

    private ReplayFeed Replay(ReplaySettings settings)
    {
        if (!File.Exists(settings.File)) throw new ArgumentException("file: does not exist or cannot be read.");
        double? speed = null;
        if (settings.Speed != "max")
        {
            var text = settings.Speed.EndsWith('x') ? settings.Speed[..^1] : settings.Speed;
            if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) || factor is not (> 0 and <= 1_000_000))
                throw new ArgumentException("speed: must be max, or a multiple such as 1x or 60x.");
            speed = factor;
        }

        var mapping = Mapping(settings.Mapping);
        return new ReplayFeed(settings, speed, () => Reader(mapping), lanes, time);
    }

    private SocketFeed Socket(SocketSettings settings, bool ipot)
    {
        if (!Uri.TryCreate(settings.Url, UriKind.Absolute, out var url) || url.Scheme is not ("ws" or "wss")) throw new ArgumentException("url: must be a ws:// or wss:// address.");
        if (!settings.Headers.All(IsHeader)) throw new ArgumentException("headers: each is a line 'Name: value'.");
        if (settings.IdleLimit <= TimeSpan.Zero || settings.IdleLimit > TimeSpan.FromDays(1)) throw new ArgumentException("idleLimit: must be above 0 and at most a day.");
        var venue = VenueOf(settings.Venue);
        if (ipot) return new SocketFeed(settings, () => new IpotProtocol(settings, venue, time), venues, lanes, time);
        var mapping = Mapping(settings.Mapping);
        return new SocketFeed(settings, () => new MappedProtocol(settings, Reader(mapping)), venues, lanes, time);
    }

    private static bool IsHeader(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && line.AsSpan(0, colon).IndexOfAnyExcept(HeaderName) < 0 && !line.AsSpan(colon).ContainsAny("\r\n\0");
    }

    private Venue VenueOf(string code) => venues.TryGet(code, out var venue) ? venue : throw new ArgumentException($"venue: '{code}' is not configured.");

    private TapeMapping Mapping(string text)
    {
        TapeMapping? mapping;
        if (text.AsSpan().TrimStart().StartsWith("{"))
        {
            if (!TapeMappingJson.TryParse(text, out mapping, out var error)) throw new ArgumentException($"mapping: {error!.Field}: {error.Reason}");
        }
        else if (!TapePresets.All.TryGetValue(text, out mapping))
        {
            throw new ArgumentException($"mapping: must be a JSON object or one of {string.Join(", ", TapePresets.All.Keys)}.");
        }

        Reader(mapping);
        return mapping;
    }

    private TapeReader Reader(TapeMapping mapping) =>
        TapeReader.TryCreate(mapping, code => venues.TryGet(code, out var venue) ? venue : null, out var reader, out var error, zones: Zone)
            ? reader
            : throw new ArgumentException($"mapping: {error!.Field}: {error.Reason}");

    private static TimeZoneInfo? Zone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}
