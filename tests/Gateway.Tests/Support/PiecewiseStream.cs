namespace Sssaham.Gateway.Tests.Support;

/// <summary>A body that goes out in small pieces, each a chunk of its own; repeated as often as asked.</summary>
internal sealed class PiecewiseStream(byte[] bytes, int piece, int repeat = 1) : Stream
{
    private readonly long _end = (long)bytes.Length * repeat;
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var start = (int)(_at % bytes.Length);
        var read = (int)Math.Min(Math.Min(Math.Min(count, piece), bytes.Length - start), _end - _at);
        bytes.AsSpan(start, read).CopyTo(buffer.AsSpan(offset));
        _at += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
