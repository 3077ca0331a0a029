using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class DayBookPropertyTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();
    private static readonly Venue Generic = VenueDefaults.Generic().ToVenue();

    [Fact]
    public void Whatever_happens_in_between_the_bars_are_those_of_the_sorted_trades()
    {
        Seeded.Run(250, random =>
        {
            var (model, tape) = Start(random);
            var now = model.Book.StartUs;
            var busy = random.Pick(0.1, 0.5, 1.0);
            foreach (var batch in Batches(tape, random))
            {
                now += random.NextInt64(0, 600_000_000);
                if (random.Chance(0.1)) model.Send(batch, now, logFails: true);
                model.Send(batch, now);
                if (random.Chance(busy)) Disturb(model, tape, random, now);
            }

            model.Look();
            model.Follow();
            model.Archive(long.MaxValue / 2, 0);
            model.Book.HasUnarchived.ShouldBeFalse();
            model.ArchiveIsRight();
            model.Trim(new DayBookBudget(0, 0));
            model.Look();
        });
    }

    [Fact]
    public void Order_and_batches_do_not_matter()
    {
        Seeded.Run(100, random =>
        {
            var (model, tape) = Start(random);
            model.Send(tape, 0);
            var accepted = model.Log.ToArray();
            for (var n = 0; n < 3; n++)
            {
                random.Shuffle(accepted);
                var other = new DayBookModel(random.Chance(0.5) ? Idx : Generic, model.Book.Day);
                foreach (var batch in Batches([.. accepted, .. accepted.Take(random.Next(accepted.Length))], random))
                {
                    other.Send(batch, 0);
                    if (random.Chance(0.1)) other.Settle();
                }

                other.Look();
            }
        });
    }

    private static (DayBookModel Model, List<Trade> Tape) Start(Random random)
    {
        // Imports take any day, so days before 1970 as well.
        var day = random.Pick(new DateOnly(2026, 2, 18), new DateOnly(2026, 2, 20), new DateOnly(1969, 12, 31), new DateOnly(1970, 1, 1));
        var model = new DayBookModel(random.Chance(0.5) ? Idx : Generic, day);
        return (model, RandomTape.Of(random, model.Book.StartUs));
    }

    private static IEnumerable<List<Trade>> Batches(List<Trade> tape, Random random)
    {
        var size = random.Pick(1, 5, 40, 1_000);
        for (var i = 0; i < tape.Count;)
        {
            var batch = tape.Skip(i).Take(random.Next(1, size + 1)).ToList();
            i += batch.Count;
            yield return batch;
        }
    }

    private static void Disturb(DayBookModel model, List<Trade> tape, Random random, long now)
    {
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            switch (random.Next(10))
            {
                case 0: model.Settle(); break;
                case 1: model.Look(); break;
                case 2: model.Follow(); break;
                case 3: model.LookAtPart(random); break;
                case 4: model.Archive(random.Pick(now, long.MaxValue / 2), random.Pick(0L, 120_000_000)); break;
                case 5: model.Archive(now, 0, () => model.Send(Again(tape, random), now)); break;
                case 6: model.Restart(compare: random.Chance(0.5)); break;
                case 7: model.LookAtRange(random); break;
                default: model.Trim(new DayBookBudget(random.Pick(0, 3, 50), random.Pick(0, 3, 50))); break;
            }
        }
    }

    // Trades of the tape, some of them ahead of their turn: they come again later and count once.
    private static List<Trade> Again(List<Trade> tape, Random random) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => tape[random.Next(tape.Count)])];
}
