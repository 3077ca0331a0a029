namespace Sssaham.Domain.Tests.Market.Feeds;

internal static class SampleLines
{
    public const string Ipot = "B|090002|0|ADRO|RG|074313|2210|1|--|-|--|-|2220|72596|00|-10|0|2219|0|1";

    public const string IpotEnvelope = """{"v":2,"fmt":"pipe","src":"ipot_ws","raw":"B|090002|0|ADRO|RG|074313|2210|1|--|-|--|-|2220|72596|00|-10|0|2219|0|1","ts":1771380003400,"ts_quality":"ingestion"}""";

    public const string Binance = """1723161254087896568 {"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}""";

    public const string EsHeader = "Date;Time;Sequence;DepthSequence;Price;Volume;TradeType;AskPrice;BidPrice";

    public const string Es = "2022-01-24;13:30:00.5000;2314222;2314221;4347.75;1;2;4347.75;4347.5";

    public const string Sssaham = """{"ticker":"BBCA","tradeNo":74313,"time":1771380002000,"price":2210,"shares":100,"side":"B","board":"RG","buyer":null,"seller":null}""";
}
