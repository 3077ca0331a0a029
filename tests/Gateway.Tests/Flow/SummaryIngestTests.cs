using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Flow;

[Collection(SharedGatewayTests.Name)]
public sealed class SummaryIngestTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    public static TheoryData<string, string> BadFiles() => new()
    {
        { """{"symbol":"../../etc","date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":1,"blot":1}]}}}""", "symbol" },
        { """{"date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":1,"blot":1}]}}}""", "symbol" },
        { """{"symbol":"BADS","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":1,"blot":1}]}}}""", "date" },
        { """{"symbol":"BADS","date":"2026-02-30","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":1,"blot":1}]}}}""", "date" },
        { """{"symbol":"BADS","date":"2090-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":1,"blot":1}]}}}""", "date" },
        { """{"symbol":"BADS","date":"1970-01-01","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":1,"blot":1}]}}}""", "date" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"from":"2026-02-09","to":"2026-02-10","broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":1,"blot":1}]}}}""", "data.from" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","netbs_date":"20260211","type":"Asing","bval":1,"blot":1}]}}}""", "data.broker_summary.buyer[0].netbs_date" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":NaN,"blot":1}]}}}""", "body" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":"NaN","blot":1}]}}}""", "data.broker_summary.buyer[0].bval" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":1e400,"blot":1}]}}}""", "data.broker_summary.buyer[0].bval" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":-5,"blot":1}]}}}""", "data.broker_summary.buyer[0].bval" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"seller":[{"netbs_broker_code":"YP","type":"Asing","sval":5,"slot":1.5}]}}}""", "data.broker_summary.seller[0].slot" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"Y P","type":"Asing","bval":1,"blot":1}]}}}""", "data.broker_summary.buyer[0].netbs_broker_code" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"buyer":[],"seller":[]}}}""", "broker_summary" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":[]}}""", "data.broker_summary" },
        { """{"symbol":"BADS","date":"2026-02-10","data":{"broker_summary":{"buyer":""", "body" },
        { """{"symbol":"\ud800","date":"2026-02-10"}""", "body" },
        { "[]]", "body" },
        { "hello", "body" },
    };

    [Fact]
    public async Task The_file_of_the_specification_is_taken_as_it_is()
    {
        var answer = await PostAsync($$$"""
            {
              "symbol": "{{{_ticker}}}",
              "date": "2026-02-10",
              "data": {
                "broker_summary": {
                  "buyer": [
                    { "netbs_broker_code": "YP", "type": "Asing", "bval": 50000000, "blot": 500 },
                    { "netbs_broker_code": "NI", "type": "Lokal", "bval": 30000000, "blot": 300 }
                  ],
                  "seller": [
                    { "netbs_broker_code": "PD", "type": "Lokal", "sval": 20000000, "slot": 200 }
                  ]
                }
              }
            }
            """);
        (answer.Number("accepted"), answer.Number("rejected"), answer.Number("replaced")).ShouldBe((1, 0, 0), answer.ToString());
        // It does not add up, is used as it is, and says so.
        answer["warnings"][0].GetProperty("reasons").GetArrayLength().ShouldBeGreaterThan(0);
        (await NetsAsync("2026-02-10")).ShouldBe([("2026-02-10", 80_000_000m, -20_000_000m)]);
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task A_bad_file_names_its_line_and_field_and_rejects_itself_alone(string bad, string field)
    {
        var (first, last) = (One(0), One(1));
        var answer = await PostAsync($"{first.Line()}\n{bad}\n\n{last.Line()}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 1));
        answer.BadLines.ShouldBe([$"2:{field}"]);
        answer["errors"][0].GetProperty("reason").GetString()!.ShouldStartWith(field);
        (await gateway.Api.GetAsync("/flow/smart-money?tickers=BADS")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task A_bad_file_at_the_start_does_not_take_the_others_with_it(string bad, string field)
    {
        field.ShouldNotBeEmpty();
        var answer = await PostAsync($"{bad}\n{One(0).Line()}\n{One(1).Line()}\n");
        if (bad.StartsWith('['))
        {
            // That is an array, and an array has an end.
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
            return;
        }

        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 1), answer.ToString());
    }

    [Fact]
    public async Task Of_hundreds_of_files_the_bad_ones_are_named_and_the_good_ones_kept()
    {
        var days = TestSummary.Weekdays(TestSummary.Monday, 600);
        var (body, bad) = (new StringBuilder(), new List<string>());
        for (var i = 0; i < days.Length; i++)
        {
            var line = new TestSummary(_ticker, days[i], 1_000_000m * (i - 300)).Line();
            if (i % 7 == 3)
            {
                bad.Add($"{i + 1}:body");
                line = line[..(20 + (i % 200))];
            }

            body.Append(line).Append("\r\n");
        }

        var answer = await PostAsync(body.ToString());
        (answer.Number("accepted"), answer.Number("rejected"), answer.Number("errorsOmitted")).ShouldBe((600 - bad.Count, bad.Count, 0));
        answer.BadLines.ShouldBe(bad);
        (await NetsAsync(TestSummary.Text(TestSummary.Monday), 900)).ShouldBe(days.Select((d, i) => (TestSummary.Text(d), 1_000_000m * (i - 300), -1_000_000m * (i - 300))).Where((_, i) => i % 7 != 3));
    }

    [Theory]
    [InlineData("array")]
    [InlineData("pretty array")]
    [InlineData("pretty objects")]
    [InlineData("pretty objects with commas")]
    public async Task Files_come_as_an_array_or_one_behind_the_other_over_many_lines(string form)
    {
        var files = Enumerable.Range(0, 5).Select(One).ToList();
        var answer = await PostAsync(form switch
        {
            "array" => $"[{string.Join(',', files.Select(f => f.Line()))}]",
            "pretty array" => $"[\n{string.Join(",\n", files.Select(f => f.Pretty()))}\n]\n",
            "pretty objects" => string.Join("\n", files.Select(f => f.Pretty())),
            _ => string.Join(",\r\n", files.Select(f => f.Pretty())),
        });
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((5, 0), answer.ToString());
        (await NetsAsync("2026-02-13", 5)).ShouldBe(files.Select(f => (TestSummary.Text(f.Date), f.SmartNet, -f.SmartNet)));
    }

    [Fact]
    public async Task A_file_over_many_lines_that_is_never_closed_is_named_and_the_next_one_taken()
    {
        var (first, broken, last) = (One(0).Pretty(), One(1).Pretty(), One(2).Pretty());
        var answer = await PostAsync($"{first}\n{broken[..broken.LastIndexOf('}')]}\n{last}\n");
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 1), answer.ToString());
        answer.BadLines.ShouldBe([$"{first.Count(c => c == '\n') + 2}:body"]);
        (await NetsAsync("2026-02-13", 5)).Select(n => n.Date).ShouldBe(["2026-02-09", "2026-02-11"]);
    }

    [Theory]
    [InlineData("{\n}]")]
    [InlineData("{\n}\n]\n]")]
    [InlineData("{\n},],\n")]
    [InlineData("{\n}}}\n}")]
    [InlineData("{\n\"\n{\n{\n")]
    public async Task Brackets_that_close_nothing_are_bad_files(string body)
    {
        var answer = await PostAsync($"{body}\n{One(0).Pretty()}");
        answer.Number("accepted").ShouldBe(1, answer.ToString());
        answer.Number("rejected").ShouldBeInRange(1, 5);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Packed_bodies_are_taken(string encoding)
    {
        var files = TestSummary.Weekdays(TestSummary.Monday, 200).Select(d => new TestSummary(_ticker, d, d.Day)).ToList();
        using var packed = new MemoryStream();
        await using (Stream stream = encoding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest, true) : new GZipStream(packed, CompressionLevel.Fastest, true)) await stream.WriteAsync(TestSummary.Lines(files));
        var answer = await gateway.Api.PostAsync("/ingest/broker-summary", packed.ToArray(), encoding);
        answer.Number("accepted").ShouldBe(200, answer.ToString());
        (await gateway.Api.PostAsync("/ingest/broker-summary", packed.ToArray()[..^20], encoding)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_day_sent_again_is_replaced_and_the_later_one_of_a_body_counts()
    {
        (await PostAsync(One(0).Line())).Number("replaced").ShouldBe(0);
        var answer = await PostAsync($"{(One(0) with { SmartNet = 5 }).Line()}\n{(One(0) with { SmartNet = 700 }).Line()}\n");
        (answer.Number("accepted"), answer.Number("replaced")).ShouldBe((2, 2), answer.ToString());
        (await NetsAsync("2026-02-09")).ShouldBe([("2026-02-09", 700m, -700m)]);
    }

    [Fact]
    public async Task A_file_that_is_too_long_is_refused_and_the_others_are_kept()
    {
        foreach (var array in (bool[])[false, true])
        {
            var huge = $"{{\"symbol\":\"{new string('A', 5 << 20)}\"}}";
            var lines = new[] { One(0).Line(), huge, One(1).Line() };
            var answer = await PostAsync(array ? $"[{string.Join(",\n", lines)}]" : string.Join('\n', lines));
            (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 1), answer.ToString());
            answer.BadLines.ShouldBe(["2:line"]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\n ")]
    [InlineData("[]")]
    [InlineData("\uFEFF")]
    public async Task A_body_without_files_is_bad(string body)
    {
        var answer = await PostAsync(body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task An_array_that_is_not_closed_is_bad_and_says_what_was_taken()
    {
        var answer = await PostAsync($"[{One(0).Line()},\n{One(1).Line()}\n");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_body_of_bad_files_alone_is_answered_with_all_of_them()
    {
        var answer = await PostAsync("x\n\n{}\n");
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        answer.BadLines.ShouldBe(["1:body", "3:symbol"]);
    }

    [Fact]
    public async Task Another_venue_has_its_own_flow_and_one_that_is_not_configured_is_refused()
    {
        (await PostAsync(One(0).Line(), "?venue=GENERIC")).Number("accepted").ShouldBe(1);
        (await gateway.Api.GetAsync($"/flow/smart-money?tickers={_ticker}&venue=IDX")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.Api.GetAsync($"/flow/smart-money?tickers={_ticker}&venue=GENERIC"))["series"].GetArrayLength().ShouldBe(1);
        (await PostAsync(One(0).Line(), "?venue=MARS")).BadField.ShouldBe("venue");
        (await PostAsync(One(0).Line())).Number("accepted").ShouldBe(1);
        var both = await gateway.Api.GetAsync($"/flow/smart-money?tickers={_ticker}");
        both.Status.ShouldBe(HttpStatusCode.Conflict, both.ToString());
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/x-ndjson;q=0.9, */*;q=0.1")]
    public async Task Progress_comes_as_lines_while_the_body_is_still_on_its_way(string accept)
    {
        var (first, second) = (One(0).Line() + "\n", One(1).Line() + "\nbad\n");
        using var client = new TcpClient();
        var address = gateway.Process.Address;
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /ingest/broker-summary HTTP/1.1\r\nHost: {address.Authority}\r\nX-Api-Key: {GatewayProcess.Key}\r\nAccept: {accept}\r\nContent-Length: {first.Length + second.Length}\r\nConnection: close\r\n\r\n{first}"));
        using var reader = new StreamReader(stream);
        (await LineAsync(reader))!.Value.GetProperty("progress").GetProperty("rejected").GetInt32().ShouldBe(0);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(second));
        JsonElement line;
        while ((line = (await LineAsync(reader))!.Value).TryGetProperty("progress", out _))
        {
        }

        (line.GetProperty("status").GetString(), line.GetProperty("accepted").GetInt32(), line.GetProperty("rejected").GetInt32()).ShouldBe(("OK", 2, 1));
        (await LineAsync(reader)).ShouldBeNull();
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("bad\n", 422)]
    [InlineData("[{}", 400)]
    public async Task A_body_with_progress_ends_with_its_problem(string body, int status)
    {
        var answer = await gateway.Api.PostAsync("/ingest/broker-summary", Encoding.UTF8.GetBytes(body), null, ("Accept", "application/x-ndjson"));
        using var last = JsonDocument.Parse(answer.Text.TrimEnd('\n').Split('\n')[^1]);
        last.RootElement.GetProperty("status").GetInt32().ShouldBe(status, answer.Text);
    }

    /// <summary>The next line that is JSON, past headers and the sizes of chunks.</summary>
    private static async Task<JsonElement?> LineAsync(StreamReader reader)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith('{')) return JsonDocument.Parse(line).RootElement.Clone();
        }

        return null;
    }

    private TestSummary One(int day) => new(_ticker, TestSummary.Monday.AddDays(day), 1_000_000 * (day + 1));

    private Task<Answer> PostAsync(string body, string query = "") => gateway.Api.PostAsync("/ingest/broker-summary" + query, Encoding.UTF8.GetBytes(body));

    private async Task<List<(string Date, decimal Smart, decimal Retail)>> NetsAsync(string to, int days = 1) =>
        [.. (await gateway.Api.GetAsync($"/flow/smart-money?tickers={_ticker}&to={to}&days={days}"))["series"].EnumerateArray().Select(p => (p.GetProperty("date").GetString()!, p.GetProperty("smartMoney").GetDecimal(), p.GetProperty("retail").GetDecimal()))];
}
