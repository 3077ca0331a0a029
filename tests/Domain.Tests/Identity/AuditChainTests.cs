using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Identity;

public sealed class AuditChainTests
{
    private static readonly string?[] Texts = [null, "", "a", "ab", "b", "budi", "kapal\nterbang", "¥", "\u0001"];

    [Fact]
    public void A_chain_that_nobody_touched_is_whole_however_it_was_appended() => Seeded.Run(200, random =>
    {
        var records = Records(random, random.Next(0, 40));
        var (head, chain) = (AuditHead.Empty, new List<AuditEntry>());
        for (var done = 0; done < records.Count;)
        {
            var batch = records.Skip(done).Take(random.Next(1, 6)).ToList();
            chain.AddRange(AuditChain.Append(head, batch));
            head = new AuditHead(chain[^1].Number, chain[^1].Hash);
            done += batch.Count;
        }

        var walk = Walk(chain, head);
        walk.Break.ShouldBeNull();
        walk.Head.Number.ShouldBe(records.Count);
        walk.Head.Hash.ShouldBe(head.Hash);
    });

    [Fact]
    public void A_changed_removed_added_repeated_or_swapped_entry_is_found_where_it_is() => Seeded.Run(2000, random =>
    {
        var chain = AuditChain.Append(AuditHead.Empty, Records(random, random.Next(2, 30))).ToList();
        var head = new AuditHead(chain[^1].Number, chain[^1].Hash);
        var at = random.Next(chain.Count);
        var other = (at + 1 + random.Next(chain.Count - 1)) % chain.Count;
        var first = at;
        switch (random.Next(7))
        {
            case 0:
                chain[at] = chain[at] with { Record = Changed(random, chain[at].Record) };
                break;
            case 1:
                chain.RemoveAt(at);
                break;
            case 2:
                chain.Insert(at, chain[other]);
                break;
            case 3:
                (chain[at], chain[other]) = (chain[other], chain[at]);
                first = Math.Min(at, other);
                break;
            case 4:
                // Its texts under another's number, with the chain's own hashes.
                (chain[at], chain[other]) = (chain[at] with { Record = chain[other].Record }, chain[other] with { Record = chain[at].Record });
                if (chain[at].Record == chain[other].Record) return;
                first = Math.Min(at, other);
                break;
            case 5:
                // Changed with a hash that fits: the next entry does not follow it any more.
                var record = Changed(random, chain[at].Record);
                chain[at] = chain[at] with { Record = record, Hash = AuditChain.HashOf(chain[at].Number, record, chain[at].Previous) };
                if (at == chain.Count - 1) return;
                first = at + 1;
                break;
            default:
                chain.RemoveRange(at, chain.Count - at);
                break;
        }

        var found = Walk(chain, head).Break;
        found.ShouldNotBeNull();
        found.Number.ShouldBe(first + 1);
    });

    [Fact]
    public void No_two_records_have_the_same_hash() => Seeded.Run(300, random =>
    {
        var (a, b) = (Records(random, 1)[0], Records(random, 1)[0]);
        AuditChain.HashOf(1, a, AuditHead.Empty.Hash).AsSpan().SequenceEqual(AuditChain.HashOf(1, b, AuditHead.Empty.Hash)).ShouldBe(a == b);
    });

    [Fact]
    public void The_hash_is_the_same_on_every_machine_and_in_every_version() =>
        Convert.ToHexStringLower(AuditChain.HashOf(7, new AuditRecord(1_771_380_002_000_000, "budi", new string('a', 32), null, "203.0.113.7", "PUT /brokers/{code}", "/brokers/XC", "200"), AuditHead.Empty.Hash))
            .ShouldBe("417e5ab6216468c5e7cdec8e14ab0175e9ab26a0964c38c8fdc0d907bd4b3eca");

    private static AuditWalk Walk(IEnumerable<AuditEntry> chain, AuditHead head)
    {
        var walk = new AuditWalk();
        foreach (var entry in chain) walk.Add(entry);
        walk.End(head);
        return walk;
    }

    private static List<AuditRecord> Records(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => new AuditRecord(
        random.Digits(1_000_000_000_000), random.Pick(Texts) ?? "", random.Pick(Texts), random.Pick(Texts), random.Pick(Texts), random.Pick(Texts) ?? "", random.Pick(Texts) ?? "", random.Pick(Texts) ?? ""))];

    private static AuditRecord Changed(Random random, AuditRecord record) => random.Next(5) switch
    {
        0 => record with { TimeUs = record.TimeUs ^ (1L << random.Next(40)) },
        1 => record with { Who = record.Who + "x" },
        2 => record with { UserId = record.UserId is null ? "" : null },
        3 => record with { Action = record.Action + record.Target + "x", Target = "" },
        _ => record with { Outcome = "x" + record.Outcome },
    };
}
