using System.Globalization;
using System.Text;
using Sssaham.Domain.Identity;
using Sssaham.Grains.Identity;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.Identity;

/// <summary>
/// The audit log as files of lines, so many entries each, in the folder <c>audit</c> of the data folder. Lines are added and synced, and
/// never changed. A file beside them says up to where they are safe: what lies behind was being written when the power went, and
/// what is missing before it was cut off.
/// </summary>
/// <param name="files">The data folder.</param>
public sealed class FileAuditStore(IFileLayer files) : IAuditStore
{
    /// <summary>Entries of a file.</summary>
    public const int PerFile = 4096;
    private const string Folder = "audit";
    private const string Extension = ".jsonl";
    private const string EndFile = $"{Folder}/END";
    private readonly Lock _gate = new();

    /// <summary>The end, and where the next line goes in its file; null when it has to be looked at.</summary>
    private (AuditHead Head, long Length)? _end;

    /// <inheritdoc/>
    public Task<AuditHead> HeadAsync() => Task.Run(() =>
    {
        lock (_gate) return End().Head;
    });

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries) => Task.Run(() =>
    {
        lock (_gate)
        {
            var (head, length) = End();
            if (entries.Count == 0) return;
            if (entries[0].Number != head.Number + 1) throw new IOException("Another writer has written to the audit log.");
            if (!files.Exists(EndFile)) WriteEnd(head, length);
            // Whatever fails below, where the log ends is for the disk to say.
            _end = null;
            foreach (var part in entries.GroupBy(e => FileOf(e.Number))) length = Write(part.Key, [.. part.SelectMany(AuditLine.Write)], part.First().Number % PerFile == 1 ? 0 : length);
            head = new AuditHead(entries[^1].Number, entries[^1].Hash);
            WriteEnd(head, length);
            _end = (head, length);
        }
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(long first, int count) => Task.Run<IReadOnlyList<AuditEntry>>(() =>
    {
        lock (_gate)
        {
            _ = End();
            var found = new List<AuditEntry>();
            for (var file = FileOf(first); found.Count < count && files.Exists(PathOf(file)); file++) found.AddRange(Entries(file).Where(e => e.Number >= first).Take(count - found.Count));
            return found;
        }
    });

    private static long FileOf(long number) => (number - 1) / PerFile;

    private static string PathOf(long file) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{file:D8}{Extension}");

    private long Write(long file, byte[] lines, long position)
    {
        var isNew = !files.Exists(PathOf(file));
        using (var open = files.Open(PathOf(file), create: isNew))
        {
            open.Write(position, lines);
            open.Sync();
        }

        if (isNew) files.SyncFolder(Folder);
        return position + lines.Length;
    }

    private (AuditHead Head, long Length) End()
    {
        if (_end is { } known) return known;
        if (!files.Exists(EndFile))
        {
            // It is written before the first entry.
            if (files.Exists(PathOf(0))) throw new IOException($"'{EndFile}' is missing: the audit log was changed.");
            _end = (AuditHead.Empty, 0);
            return _end.Value;
        }

        var (head, length) = ReadEnd();
        var file = FileOf(head.Number);
        // A batch may have begun the next file.
        Cut(PathOf(file + 1), 0);
        // A file that is shorter was cut off: it goes on all the same, and the walk over it tells.
        _end = (head, Cut(PathOf(file), length));
        return _end.Value;
    }

    private (AuditHead Head, long Length) ReadEnd()
    {
        using var file = files.OpenRead(EndFile);
        var parts = Encoding.ASCII.GetString(ReadAll(file)).Split(' ');
        if (parts.Length == 3 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && parts[1].Length == AuditChain.HashLength * 2 && parts[1].All(char.IsAsciiHexDigit)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return (new AuditHead(number, Convert.FromHexString(parts[1])), length);
        throw new IOException($"'{EndFile}' cannot be read: the audit log was changed.");
    }

    private void WriteEnd(AuditHead head, long length)
    {
        const string temporary = EndFile + ".new";
        files.CreateFolder(Folder);
        files.Delete(temporary);
        using (var file = files.Open(temporary, create: true))
        {
            file.Write(0, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head.Number} {Convert.ToHexStringLower(head.Hash)} {length}")));
            file.Sync();
        }

        files.Replace(temporary, EndFile);
        files.SyncFolder(Folder);
    }

    /// <summary>Cuts off what was being written when the power went: nobody was told that it is safe.</summary>
    private long Cut(string path, long length)
    {
        if (!files.Exists(path)) return 0;
        using var open = files.Open(path, create: false);
        if (open.Length <= length) return open.Length;
        open.Truncate(length);
        open.Sync();
        return length;
    }

    private List<AuditEntry> Entries(long file)
    {
        using var open = files.OpenRead(PathOf(file));
        var bytes = ReadAll(open).AsSpan();
        var entries = new List<AuditEntry>();
        for (var number = (file * PerFile) + 1; bytes.Length > 0; number++)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0) break;
            entries.Add(AuditLine.Read(bytes[..end], number));
            bytes = bytes[(end + 1)..];
        }

        return entries;
    }

    private static byte[] ReadAll(IDurableFile file)
    {
        var bytes = new byte[file.Length];
        return file.Read(0, bytes) == bytes.Length ? bytes : throw new IOException("A file of the audit log became shorter while it was read.");
    }
}
