using Shouldly;
using Sssaham.Gateway.Streaming;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

public sealed class SlowReaderTests
{
    [Fact]
    public void A_reader_that_is_too_slow_gets_all_events_up_to_a_point_and_none_behind_it()
    {
        var client = new StreamClient();
        for (var seq = 1; seq <= StreamClient.MaxEvents; seq++) client.Event(Message(seq));
        client.IsOverwhelmed.ShouldBeFalse();
        client.Event(Message(StreamClient.MaxEvents + 1));
        client.IsOverwhelmed.ShouldBeTrue();
        var sent = new List<StreamMessage>();
        client.TakeEvents(sent);
        client.Event(Message(StreamClient.MaxEvents + 2));
        client.Take(sent);
        sent.Select(m => m.Sequence).ShouldBe(Enumerable.Range(1, StreamClient.MaxEvents).Select(i => (long)i));
    }

    private static StreamMessage Message(long seq) => new(OrderChannel.Channel, "paper:demo", seq, []);
}
