using Shouldly;

namespace Sssaham.Domain.Tests.Market;

/// <summary>Feeds a decoder random and damaged bytes: it reads them or says <see cref="FormatException"/>, in bounded memory.</summary>
internal static class HostileBytes
{
    public static void ShouldBeRefused(byte[] sound, Action<byte[]> decode, int runs = 20_000)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Seeded.Run(runs, random =>
        {
            var bytes = random.Chance(0.3) ? Noise(random) : Damage(sound, random);
            try
            {
                decode(bytes);
            }
            catch (FormatException)
            {
                // As it should be.
            }
        });
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / runs;
        each.ShouldBeLessThan(200_000 + (sound.Length * 500L));
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(0, 300)];
        random.NextBytes(bytes);
        // The version is right, so that what follows is read at all.
        if (bytes.Length > 0 && random.Chance(0.9)) bytes[0] = 1;
        return bytes;
    }

    private static byte[] Damage(byte[] sound, Random random)
    {
        var bytes = sound.ToList();
        for (var n = random.Next(1, 4); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = random.Pick<byte>(0, 0x7F, 0x80, 0xFF); break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 12))); break;
            }
        }

        return [.. bytes];
    }
}
