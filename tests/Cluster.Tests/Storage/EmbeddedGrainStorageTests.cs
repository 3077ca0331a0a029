using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Shouldly;
using Sssaham.Silo.Storage.Embedded;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

public sealed class EmbeddedGrainStorageTests : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("watch", "IDX:BBCA");

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly PowerCutFileLayer _disk = new();
    private EmbeddedGrainStorage _storage;

    public EmbeddedGrainStorageTests() => _storage = Storage();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_grain_without_a_stored_state_gets_a_fresh_one()
    {
        var state = new GrainState<StoredNote> { State = new StoredNote { Text = "left over" }, ETag = "7", RecordExists = true };
        await _storage.ReadStateAsync("note", Grain, state);
        state.State.Text.ShouldBe("");
        state.ETag.ShouldBeNull();
        state.RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task A_written_state_is_read_back_after_a_power_cut()
    {
        var written = await Write("hello", null);
        written.RecordExists.ShouldBeTrue();
        Boot();
        var read = await Read();
        read.State.Text.ShouldBe("hello");
        read.State.Prices.ShouldBe([9_000, 9_025]);
        read.ETag.ShouldBe(written.ETag);
        read.RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task The_writer_may_write_again_without_reading()
    {
        var state = await Write("one", null);
        state.State.Text = "two";
        await _storage.WriteStateAsync("note", Grain, state);
        (await Read()).State.Text.ShouldBe("two");
    }

    [Fact]
    public async Task A_write_over_a_version_that_was_not_seen_is_refused()
    {
        var first = await Write("one", null);
        var second = await Write("two", first.ETag);
        var refused = await Should.ThrowAsync<InconsistentStateException>(() => Write("three", first.ETag));
        refused.CurrentEtag.ShouldBe(first.ETag);
        refused.StoredEtag.ShouldBe(second.ETag);
        await Should.ThrowAsync<InconsistentStateException>(() => Write("three", null));
        await Should.ThrowAsync<InconsistentStateException>(() => Write("three", "nonsense"));
        (await Read()).State.Text.ShouldBe("two");
    }

    [Fact]
    public async Task A_write_over_a_state_that_was_cleared_meanwhile_is_refused()
    {
        var seen = await Write("one", null);
        await _storage.ClearStateAsync("note", Grain, await Read());
        await Should.ThrowAsync<InconsistentStateException>(() => Write("two", seen.ETag));
        await Write("anew", null);
        await Should.ThrowAsync<InconsistentStateException>(() => Write("two", seen.ETag));
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_can_be_written_anew_by_the_same_grain()
    {
        var state = await Write("one", null);
        await _storage.ClearStateAsync("note", Grain, state);
        state.ETag.ShouldBeNull();
        state.RecordExists.ShouldBeFalse();
        state.State.Text.ShouldBe("");
        Boot();
        (await Read()).RecordExists.ShouldBeFalse();
        state.State.Text = "two";
        await _storage.WriteStateAsync("note", Grain, state);
        (await Read()).State.Text.ShouldBe("two");
    }

    [Fact]
    public async Task Clearing_a_version_that_was_not_seen_is_refused()
    {
        await Write("one", null);
        await Should.ThrowAsync<InconsistentStateException>(() => _storage.ClearStateAsync("note", Grain, new GrainState<StoredNote>()));
        (await Read()).State.Text.ShouldBe("one");
    }

    [Fact]
    public async Task Clearing_what_is_not_there_is_no_failure()
    {
        await _storage.ClearStateAsync("note", Grain, new GrainState<StoredNote>(new StoredNote()));
        (await Read()).RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task States_differ_by_grain_type_state_name_and_grain_key_even_where_the_texts_run_together()
    {
        (string State, GrainId Grain)[] places =
        [
            ("b/c", GrainId.Create("a", "d")),
            ("b", GrainId.Create("a", "c/d")),
            ("c", GrainId.Create("a/b", "d")),
            ("c", GrainId.Create("a%2Fb", "d")),
            ("b", GrainId.Create("a", "d")),
        ];
        for (var i = 0; i < places.Length; i++)
        {
            await _storage.WriteStateAsync(places[i].State, places[i].Grain, new GrainState<StoredNote>(new StoredNote { Text = $"{i}" }));
        }

        for (var i = 0; i < places.Length; i++)
        {
            var state = new GrainState<StoredNote>();
            await _storage.ReadStateAsync(places[i].State, places[i].Grain, state);
            state.State.Text.ShouldBe($"{i}");
        }
    }

    [Fact]
    public async Task A_state_whose_class_was_renamed_is_still_read()
    {
        await Write("hello", null);
        var renamed = new GrainState<StoredNoteRenamed>();
        await _storage.ReadStateAsync("note", Grain, renamed);
        renamed.State.Content.ShouldBe("hello");
    }

    [Fact]
    public async Task A_failed_write_tells_the_caller_and_leaves_its_version_as_it_was()
    {
        var state = await Write("one", null);
        var etag = state.ETag;
        _disk.FailNextSyncs = 1;
        state.State.Text = "two";
        await Should.ThrowAsync<IOException>(() => _storage.WriteStateAsync("note", Grain, state));
        state.ETag.ShouldBe(etag);
        Boot();
        (await Read()).State.Text.ShouldBe("one");
    }

    [Fact]
    public async Task A_damaged_state_is_an_error_and_no_fresh_state()
    {
        await Write("one", null);
        _disk.FlipBit(_disk.AllFiles().ShouldHaveSingleItem(), 400);
        var damage = await Should.ThrowAsync<IOException>(Read);
        damage.Message.ShouldContain("watch/note/IDX:BBCA");
    }

    private void Boot()
    {
        _disk.PowerCut();
        _storage = Storage();
    }

    private EmbeddedGrainStorage Storage() => new(
        new AtomicFileStore(_disk, "grains"),
        new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()),
        _services.GetRequiredService<IActivatorProvider>());

    private async Task<GrainState<StoredNote>> Write(string text, string? etag)
    {
        var state = new GrainState<StoredNote>(new StoredNote { Text = text, Prices = [9_000, 9_025] }, etag);
        await _storage.WriteStateAsync("note", Grain, state);
        return state;
    }

    private async Task<GrainState<StoredNote>> Read()
    {
        var state = new GrainState<StoredNote>();
        await _storage.ReadStateAsync("note", Grain, state);
        return state;
    }
}

/// <summary>A state as a grain keeps it.</summary>
[GenerateSerializer]
[Alias("tests.note")]
public sealed class StoredNote
{
    [Id(0)]
    public string Text { get; set; } = "";

    [Id(1)]
    public List<long> Prices { get; set; } = [];
}

/// <summary>The same state in a later version of the program, where everything has another name.</summary>
[GenerateSerializer]
[Alias("tests.note.renamed")]
public sealed class StoredNoteRenamed
{
    [Id(0)]
    public string Content { get; set; } = "";

    [Id(1)]
    public List<long> Levels { get; set; } = [];
}
