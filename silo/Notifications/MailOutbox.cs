using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sssaham.Silo.Notifications;

/// <summary>Mail as files of a folder, which something else sends or a person reads; at most 10,000 at a time.</summary>
/// <param name="folder">The folder.</param>
/// <param name="time">The clock.</param>
internal sealed class MailOutbox(string folder, TimeProvider time)
{
    private const int Most = 10_000;

    /// <summary>Puts a mail into the folder.</summary>
    /// <param name="email">To whom.</param>
    /// <param name="subject">One line.</param>
    /// <param name="body">The text.</param>
    /// <param name="key">Names the mail: one that still lies there under this name is not put there twice. Null for one of a kind.</param>
    /// <returns>When it is there.</returns>
    /// <exception cref="IOException">The folder is full, or cannot be written.</exception>
    public async Task PutAsync(string email, string subject, string body, string? key = null)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Directory.EnumerateFiles(folder).Take(Most).Count() == Most) throw new IOException("The outbox is full.");
        var name = key is null
            ? string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid():N}")
            : "notification-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path + ".new", $"To: {email}\nSubject: {subject}\n\n{body}\n");
        // Whoever collects the mail sees whole files.
        File.Move(path + ".new", path + ".txt", overwrite: key is not null);
    }
}
