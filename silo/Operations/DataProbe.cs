using Microsoft.Extensions.Options;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Hosting;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Operations;

/// <summary>When the data folder is an alarm.</summary>
internal sealed class HealthOptions
{
    /// <summary>Fewer free bytes than this on the disk of the data folder are an alarm.</summary>
    public long MinFreeBytes { get; set; } = 1L << 30;
}

/// <summary>Writes a file into the data folder and looks for room on its disk.</summary>
internal sealed class DataProbe(DataFolder folder, IFileLayer files, IOptions<HealthOptions> options) : IDataProbe
{
    private const string FileName = "PROBE";

    /// <inheritdoc/>
    public string? Check()
    {
        try
        {
            files.Delete(FileName);
            using (var file = files.Open(FileName, create: true))
            {
                file.Write(0, "Sssaham"u8);
                file.Sync();
            }

            files.Delete(FileName);
            var free = new DriveInfo(folder.Path).AvailableFreeSpace;
            return free >= options.Value.MinFreeBytes ? null : $"The disk of the data folder has {Mib(free)} MiB free, below {Mib(options.Value.MinFreeBytes)}.";
        }
        catch (IOException e)
        {
            return $"The data folder cannot be written: {e.Message}";
        }
    }

    private static long Mib(long bytes) => bytes >> 20;
}
