using NpgsqlTypes;
using static NpgsqlTypes.NpgsqlDbType;

namespace Sssaham.Silo.Storage.Postgres.Tables;

/// <summary>The read tables, as the migration makes them.</summary>
internal static class ReadTables
{
    private static readonly Column[] Instrument = [new("venue", Text), new("ticker", Text), new(ReadTable.Day, Date)];
    private static readonly string[] ByInstrument = ["venue", "ticker", ReadTable.Day];

    /// <summary>The twenty-day features of a day.</summary>
    public static readonly ReadTable Features = new(
        "daily_features",
        ByInstrument,
        [
            .. Instrument,
            new("days", Integer), new("insufficient", NpgsqlDbType.Boolean), new("state", Text), new("smart_net", Numeric), new("retail_net", Numeric),
            new("close", Numeric), new("close_source", Text), .. Doubles("ngr", "effort", "result", "elas", "z_ngr", "z_effort", "z_result", "z_elas"),
        ]);

    /// <summary>The score of a day's session: other columns of the same rows.</summary>
    public static readonly ReadTable Scores = new(
        "daily_features",
        ByInstrument,
        [
            .. Instrument,
            new("context_date", Date),
            .. Doubles("price_pct", "delta_pct", "norm_delta", "norm_z_ngr", "price_factor", "divergence_factor", "sm_weight", "hybrid_score", "final_score", "absorption"),
            new("signal", Text), new("risk", Text),
        ]);

    /// <summary>What each broker bought and sold.</summary>
    public static readonly ReadTable BrokerFlow = new(
        "broker_flow_daily",
        [.. ByInstrument, "broker"],
        [
            .. Instrument,
            new("broker", Text), new("category", Text), new("buy_value", Numeric), new("sell_value", Numeric), new("net_value", Numeric), new("buy_lots", Bigint), new("sell_lots", Bigint),
        ]);

    /// <summary>The category map.</summary>
    public static readonly ReadTable Brokers = new(
        "brokers", ["code", "since"], new("code", Text), new("since", Date), new("name", Text), new("category", Text), new("source", Text));

    /// <summary>Orders as they are.</summary>
    public static readonly ReadTable Orders = new(
        "orders",
        ["account", ReadTable.Day, "ordinal"],
        new("account", Text), new(ReadTable.Day, Date), new("ordinal", Bigint), new("client_order_id", Text), new("broker_order_nos", NpgsqlDbType.Array | Text), new("code", Text),
        new("side", Text), new("price", Numeric), new("lots", Bigint), new("lot_size", Integer), new("filled_lots", Bigint), new("avg_price", Numeric), new("state", Text),
        new("reason", Text), new("flags", Text), new("tif", Text), new("origin", Text), new("phantom_id", Text), new("created_at", TimestampTz), new("updated_at", TimestampTz));

    /// <summary>Fills.</summary>
    public static readonly ReadTable Fills = new(
        "fills",
        ["account", ReadTable.Day, "broker_order_no", "seq"],
        new("account", Text), new(ReadTable.Day, Date), new("broker_order_no", Text), new("seq", Bigint), new("code", Text), new("side", Text), new("lots", Bigint),
        new("lot_size", Integer), new("price", Numeric), new("price_known", NpgsqlDbType.Boolean), new("fee", Numeric), new("filled_at", TimestampTz));

    /// <summary>What called for attention.</summary>
    public static readonly ReadTable Signals = new(
        "signals",
        [.. ByInstrument, "kind"],
        [
            .. Instrument,
            new("kind", Text), new("raised_at", TimestampTz), new("severity", Text), new("signal", Text), new("score", NpgsqlDbType.Double), new("price", Numeric),
            new("reasons", NpgsqlDbType.Array | Text),
        ]);

    private static IEnumerable<Column> Doubles(params string[] names) => names.Select(n => new Column(n, NpgsqlDbType.Double));
}
