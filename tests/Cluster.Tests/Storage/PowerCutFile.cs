namespace Sssaham.Cluster.Tests.Storage;

/// <summary>
/// The content of one file of <see cref="PowerCutFileLayer"/>: what readers see, what is on the device, and the changes in between.
/// Not thread-safe by itself; the layer's lock guards it.
/// </summary>
internal sealed class PowerCutFile
{
    private const int Sector = 512;

    private readonly List<Change> _pending = [];
    private Image _seen = new();
    private Image _durable = new();

    /// <summary>Length that readers see.</summary>
    public long Length => _seen.Length;

    /// <summary>Reads what readers see.</summary>
    public int Read(long position, Span<byte> buffer)
    {
        var read = (int)Math.Clamp(_seen.Length - position, 0, buffer.Length);
        if (read > 0) _seen.Bytes.AsSpan((int)position, read).CopyTo(buffer);
        return read;
    }

    /// <summary>Changes the content in memory.</summary>
    public void Write(long position, byte[] bytes) => Apply(new Change(position, bytes));

    /// <summary>Cuts or grows the file in memory.</summary>
    public void Truncate(long length) => Apply(new Change(length, null));

    /// <summary>Everything that no failed sync has lost gets onto the device.</summary>
    public void Sync()
    {
        foreach (var change in _pending) _durable.Apply(change);
        _pending.Clear();
    }

    /// <summary>
    /// The system marks pages clean when it could not write them: readers go on seeing them, and no later sync writes them again.
    /// Some of them may have reached the device before the error.
    /// </summary>
    public void FailSync(Random? random)
    {
        _durable = Survivors(random);
        _pending.Clear();
    }

    /// <summary>Forgets what is not on the device, except for what chance lets through.</summary>
    public void PowerCut(Random? random)
    {
        FailSync(random);
        _seen = _durable.Copy();
    }

    /// <summary>Turns a bit, in memory and on the device.</summary>
    public void Flip(long bit)
    {
        _seen.Flip(bit);
        _durable.Flip(bit);
    }

    private void Apply(Change change)
    {
        _pending.Add(change);
        _seen.Apply(change);
    }

    private Image Survivors(Random? random) => random is null || _pending.Count == 0 ? _durable : random.Next(2) == 0 ? InOrder(random) : OutOfOrder(random);

    /// <summary>The device got the changes in order and was cut off in one of them, at the border of a sector.</summary>
    private Image InOrder(Random random)
    {
        var image = _durable.Copy();
        var whole = random.Next(_pending.Count + 1);
        foreach (var change in _pending.Take(whole)) image.Apply(change);
        if (whole == _pending.Count || _pending[whole] is not { Bytes: { } bytes } torn) return image;
        var border = (torn.Position / Sector + random.Next(bytes.Length / Sector + 2)) * Sector;
        var length = (int)Math.Clamp(border - torn.Position, 0, bytes.Length);
        if (length > 0) image.Apply(new Change(torn.Position, bytes[..length]));
        return image;
    }

    /// <summary>
    /// Each sector was written at a moment of its own, or never, and so was the length. A sector that was never written and lies
    /// below the length reads as zeros.
    /// </summary>
    private Image OutOfOrder(Random random)
    {
        var moments = new List<Image> { _durable };
        foreach (var change in _pending)
        {
            var next = moments[^1].Copy();
            next.Apply(change);
            moments.Add(next);
        }

        var result = new Image();
        result.Apply(new Change(moments[random.Next(moments.Count)].Length, null));
        for (var at = 0; at < result.Length; at += Sector)
        {
            var seen = moments[random.Next(moments.Count)];
            var length = (int)Math.Min(Sector, Math.Min(result.Length, seen.Length) - at);
            if (length > 0) seen.Bytes.AsSpan(at, length).CopyTo(result.Bytes.AsSpan(at));
        }

        return result;
    }

    /// <summary>A write, or a new length where there are no bytes.</summary>
    private readonly record struct Change(long Position, byte[]? Bytes);

    /// <summary>Bytes that grow in place, since a log appends to the same file very often.</summary>
    private sealed class Image
    {
        public byte[] Bytes { get; private set; } = [];

        public long Length { get; private set; }

        public void Apply(Change change)
        {
            var end = change.Position + (change.Bytes?.Length ?? 0);
            if (change.Bytes is null || end > Length) Resize(end);
            change.Bytes?.CopyTo(Bytes, change.Position);
        }

        public void Flip(long bit)
        {
            if (bit / 8 < Length) Bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        }

        public Image Copy() => new() { Bytes = Bytes.AsSpan(0, (int)Length).ToArray(), Length = Length };

        private void Resize(long length)
        {
            if (length > Bytes.LongLength)
            {
                var grown = new byte[Math.Max(length, 2 * Bytes.LongLength)];
                Bytes.AsSpan(0, (int)Length).CopyTo(grown);
                Bytes = grown;
            }

            // What lies beyond the end must read as zeros when the file grows over it again.
            if (length < Length) Bytes.AsSpan((int)length, (int)(Length - length)).Clear();
            Length = length;
        }
    }
}
