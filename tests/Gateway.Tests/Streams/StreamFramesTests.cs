using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Streaming;
using Xunit;

namespace Sssaham.Gateway.Tests.Streams;

public sealed class StreamFramesTests
{
    [Fact]
    public void Together_all_messages_come_once_and_in_order_in_arrays_that_are_no_longer_than_the_bound()
    {
        var random = new Random(7);
        var frames = new StreamFrames(together: true);
        for (var run = 0; run < 200; run++)
        {
            var messages = Enumerable.Range(0, random.Next(300)).Select(i => Message(i, random.Next(20) == 0 ? random.Next(2 * StreamFrames.MaxBytes) : random.Next(2000))).ToList();
            var read = new List<int>();
            foreach (var frame in frames.Of(messages))
            {
                var array = JsonDocument.Parse(frame).RootElement;
                if (array.GetArrayLength() > 1) frame.Length.ShouldBeLessThanOrEqualTo(StreamFrames.MaxBytes);
                read.AddRange(array.EnumerateArray().Select(m => m.GetProperty("seq").GetInt32()));
            }

            read.ShouldBe(Enumerable.Range(0, messages.Count));
        }
    }

    [Fact]
    public void Messages_that_wait_together_share_as_few_frames_as_the_bound_allows() =>
        new StreamFrames(together: true).Of([.. Enumerable.Range(0, 950).Select(i => Message(i, 650))]).Count().ShouldBe(10);

    [Fact]
    public void Unless_it_was_asked_for_each_message_is_a_frame()
    {
        List<StreamMessage> messages = [Message(1, 10), Message(2, 0)];
        new StreamFrames(together: false).Of(messages).Select(f => f.ToArray()).ShouldBe(messages.Select(m => m.Bytes));
    }

    private static StreamMessage Message(int number, int length) => new("score", "IDX:BBCA", number, Encoding.UTF8.GetBytes($"{{\"seq\":{number},\"text\":\"{new string('x', length)}\"}}"));
}
