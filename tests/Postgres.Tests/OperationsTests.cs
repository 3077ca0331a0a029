using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Sssaham.Cluster.Tests.Execution;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Silo.Identity;
using Sssaham.Silo.Storage.Postgres;
using Xunit;

namespace Sssaham.Postgres.Tests;

/// <summary>The parts as a silo gets them.</summary>
[Collection(PostgresGroup.Name)]
public sealed class OperationsTests(PostgresServer server) : IAsyncLifetime
{
    private const string Account = "ipot:R10000012345";
    private static readonly DateOnly Day = new(2026, 2, 18);
    private string _connection = "";
    private ServiceProvider _services = null!;

    public Task InitializeAsync()
    {
        _connection = server.CreateDatabase();
        _services = Services();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [PostgresFact]
    public async Task Every_part_is_registered_and_replaces_the_one_of_the_data_folder()
    {
        _services.GetServices<ITradeLog>().ShouldHaveSingleItem();
        _services.GetServices<IDataProbe>().ShouldHaveSingleItem().Check().ShouldBeNull();
        _services.GetRequiredService<IFootprintArchive>().ShouldBeOfType<PostgresFootprintArchive>();
        _services.GetRequiredService<IBrokerSummaryArchive>().ShouldBeOfType<PostgresBrokerSummaryArchive>();
        var log = _services.GetRequiredService<ITradeLog>();
        await log.AppendAsync(new TradeLogAppend("IDX:BBCA", await log.OpenAsync("IDX:BBCA"), Day, 1, new byte[1]));
        (await log.StreamsAsync()).ShouldBe([new TradeLogStream("IDX:BBCA", Day)]);
    }

    [PostgresFact]
    public async Task Accounts_are_apart_from_each_other_and_from_the_trade_log_and_their_events_come_back_in_order()
    {
        var log = _services.GetRequiredService<ITradeLog>();
        var journal = _services.GetRequiredService<IAccountJournal>();
        await log.AppendAsync(new TradeLogAppend(Account, await log.OpenAsync(Account), Day, 1, new byte[1]));
        (await journal.AccountsAsync()).ShouldBeEmpty();
        // The clock of a day may fall back behind the day before: the order is that of the appends.
        int[] days = [0, 0, 1, 0, 2, 1, 3];
        var sequences = new List<long>();
        for (var i = 0; i < days.Length; i++)
            sequences.Add(await journal.AppendAsync(Account, await journal.OpenAsync(Account), Day.AddDays(days[i]), 1, Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture))));
        await journal.AppendAsync("paper:demo", await journal.OpenAsync("paper:demo"), Day, 1, "9"u8.ToArray());
        for (var after = -1; after < days.Length; after++)
            (await ReadAsync(journal, Account, after < 0 ? 0 : sequences[after])).ShouldBe(Enumerable.Range(after + 1, days.Length - after - 1));
        (await journal.AccountsAsync()).ShouldBe([Account, "paper:demo"], ignoreOrder: true);
        (await ReadAsync(journal, "paper:demo", 0)).ShouldBe([9]);
    }

    [PostgresFact]
    public async Task The_market_summary_that_was_written_last_is_read_by_every_process()
    {
        await using var other = Services();
        var (mine, theirs) = (_services.GetRequiredService<IFlowCache>(), other.GetRequiredService<IFlowCache>());
        (await mine.ReadSummaryAsync()).ShouldBeNull();
        foreach (var text in new[] { """{"a": 1.50}""", """{"a":2}""" })
        {
            await mine.WriteSummaryAsync(Encoding.UTF8.GetBytes(text));
            Encoding.UTF8.GetString((await theirs.ReadSummaryAsync())!).ShouldBe(text);
        }
    }

    [PostgresFact]
    public async Task Series_lie_under_the_names_that_files_have()
    {
        var cache = _services.GetRequiredService<IFlowCache>();
        var series = new Domain.Flow.FlowSeries([], 5, -5, default);
        await cache.WriteTickerAsync(Market.Bbca.Key, series);
        await cache.WriteTickerAsync(new Domain.Market.InstrumentKey("SIM", "QASF"), series);
        await cache.WriteMarketAsync("IDX", series, ["BBCA"]);
        var found = await _services.GetRequiredService<PostgresDatabase>().QueryAsync(r => r.GetString(0), "SELECT name FROM flow_document WHERE json_typeof(document) = 'object' ORDER BY name", []);
        found.ShouldBe(["flow.SIM/smart-money/QASF-30d.json", "flow/market-smart-money-30d.json", "flow/smart-money/BBCA-30d.json"]);
    }

    [PostgresFact]
    public async Task What_one_process_encrypts_another_one_reads()
    {
        string[] lines = ["Cookie: session=geheimnis-4711", "X-Agent-Token: abc:def"];
        var stored = _services.GetRequiredService<IAccountSecrets>().Protect(Account, lines);
        await using var other = Services();
        var secrets = other.GetRequiredService<IAccountSecrets>();
        secrets.Unprotect(Account, stored).ShouldBe(lines);
        secrets.Unprotect("ipot:R10000012346", stored).ShouldBeNull();
        var folder = Directory.CreateTempSubdirectory("sssaham-");
        SecretsIn.Folder(folder.FullName).Unprotect(Account, stored).ShouldBeNull();
        folder.Delete(recursive: true);
    }

    [PostgresFact]
    public void Keys_come_back_as_they_were_stored()
    {
        var keys = new SealedKeys(new PostgresKeyStore(_services.GetRequiredService<PostgresDatabase>()), null, NullLogger<SealedKeys>.Instance);
        keys.GetAllElements().ShouldBeEmpty();
        var element = XElement.Parse("""<key id="1"><text> two  blanks &amp; ä </text></key>""");
        keys.StoreElement(element, "key-1");
        keys.StoreElement(new XElement("revocation"), "key-1");
        keys.GetAllElements().Select(e => e.ToString()).ShouldBe([element.ToString(), "<revocation />"]);
    }

    [PostgresFact]
    public async Task With_a_master_key_the_database_alone_reads_nothing_whatever_was_stored_before()
    {
        const string Master = "a-master-key-of-more-than-32-characters";
        string[] lines = ["Cookie: session=geheimnis-4711"];
        var stored = _services.GetRequiredService<IAccountSecrets>().Protect(Account, lines);
        var database = _services.GetRequiredService<PostgresDatabase>();
        SecretsIn.Of(new PostgresKeyStore(database), Master).Unprotect(Account, stored).ShouldBe(lines);
        (await database.QueryAsync(r => r.GetString(0), "SELECT xml FROM data_protection_keys", [])).ShouldAllBe(x => x.StartsWith("<sealed ", StringComparison.Ordinal));
        Should.Throw<ArgumentException>(() => SecretsIn.Of(new PostgresKeyStore(database), null));
        SecretsIn.Of(new PostgresKeyStore(database), Master).Unprotect(Account, stored).ShouldBe(lines);
    }

    [PostgresFact]
    public void The_probe_says_what_is_wrong_when_the_server_is_away_or_cannot_be_written()
    {
        var probe = _services.GetRequiredService<IDataProbe>();
        server.Kill();
        try
        {
            probe.Check().ShouldNotBeNull().ShouldStartWith("The database cannot be written");
        }
        finally
        {
            server.Start();
        }

        probe.Check().ShouldBeNull();
        using var readOnly = new PostgresDatabase(new PostgresOptions { ConnectionString = $"{_connection};Options=-c default_transaction_read_only=on" });
        new PostgresDataProbe(readOnly).Check().ShouldNotBeNull().ShouldContain("read-only");
    }

    private static async Task<List<int>> ReadAsync(IAccountJournal journal, string account, long after)
    {
        var ids = new List<int>();
        await foreach (var (_, events) in journal.ReadAsync(account, after)) ids.Add(int.Parse(Encoding.ASCII.GetString(events.Span), CultureInfo.InvariantCulture));
        return ids;
    }

    private ServiceProvider Services() => new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(Tapes.Venues)
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddSingleton<IDataProbe>(_ => throw new InvalidOperationException("Replaced."))
        .AddPostgresStorage(new PostgresOptions { ConnectionString = _connection })
        .BuildServiceProvider();
}
