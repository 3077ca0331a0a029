using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Sssaham.Domain.Operations;
using Sssaham.Gateway.Tests.Operations;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Hosting;

[assembly: HostingStartup(typeof(TestJobs))]

namespace Sssaham.Gateway.Tests.Operations;

/// <summary>Adds a job to a gateway process that is told to load this assembly.</summary>
public sealed class TestJobs : IHostingStartup
{
    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services.AddSingleton<IJobWork, DaysJob>());
}

/// <summary>A pass over some days that writes a file for each, with the run's identifier, and waits in the middle until it may go on.</summary>
public sealed class DaysJob(DataFolder folder) : IJobWork
{
    public const int Days = 20;
    public const int Middle = 10;

    public string Name => "days";

    public string Description => "Writes a file for each day.";

    /// <summary>Never due while the tests run: they trigger it.</summary>
    public JobSchedule Schedule { get; } = JobSchedule.Daily(TimeZoneInfo.Utc, TimeSpan.Zero);

    public TimeSpan? Deadline => null;

    public static string FolderOf(string data) => Path.Combine(data, "days");

    /// <summary>Lets it go on, also after a restart.</summary>
    public static void LetGo(string data) => File.WriteAllText(Path.Combine(FolderOf(data), "go"), "");

    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        var days = Directory.CreateDirectory(FolderOf(folder.Path)).FullName;
        for (var day = int.Parse(run.Checkpoint ?? "0", CultureInfo.InvariantCulture); day < Days; day++)
        {
            run.Report(day, Days);
            while (day == Middle && !File.Exists(Path.Combine(days, "go"))) await Task.Delay(10, cancel);
            await File.WriteAllTextAsync(Path.Combine(days, $"{day:D2}.txt"), run.Id, cancel);
            await run.SaveCheckpointAsync(string.Create(CultureInfo.InvariantCulture, $"{day + 1}"));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Days} days.");
    }
}
