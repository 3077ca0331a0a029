using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Identity;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Flow;
using Sssaham.Silo.Identity;
using Sssaham.Silo.Operations;
using Sssaham.Silo.Storage.Archive;
using Sssaham.Silo.Storage.Execution;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.Flow;
using Sssaham.Silo.Storage.Identity;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Silo.Hosting;

/// <summary>All data as files of one folder.</summary>
internal static class EmbeddedStorage
{
    /// <summary>Folder of the accounts' journal in the data folder, and key of its log among the services wherever it is kept.</summary>
    public const string Journal = "orders";

    /// <summary>Adds the logs, the archives and what else keeps data.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    /// <param name="folder">The data folder, held by this process.</param>
    public static void AddEmbeddedStorage(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        services.AddSingleton(folder);
        services.AddSingleton<IFileLayer>(_ => new DiskFileLayer(folder.Path));
        services.AddSingleton(configuration.GetSection("TradeLog").Get<SegmentTradeLogOptions>() ?? new SegmentTradeLogOptions());
        services.AddSingleton<SegmentTradeLog>();
        services.AddSingleton<ITradeLog>(p => p.GetRequiredService<SegmentTradeLog>());
        services.AddSingleton<IFootprintArchive, FileFootprintArchive>();
        services.AddSingleton<IBrokerSummaryArchive, FileBrokerSummaryArchive>();
        services.AddSingleton<IFlowCache, FileFlowCache>();
        // A folder is of one machine, and so is the list of what was seen in it.
        services.AddSingleton<IBrokerSummarySource, FolderSource>();
        services.AddSingleton<IDataProbe, DataProbe>();
        services.AddKeyedSingleton(Journal, (p, _) => new SegmentTradeLog(
            new FolderLayer(p.GetRequiredService<IFileLayer>(), Journal),
            p.GetRequiredService<SegmentTradeLogOptions>(),
            p.GetRequiredService<ILogger<SegmentTradeLog>>(),
            // An event makes sense only behind those before it.
            inOrder: true));
        services.AddSingleton<IAccountJournal>(p => new LogAccountJournal(p.GetRequiredKeyedService<SegmentTradeLog>(Journal)));
        services.AddSecrets(p => new SealedKeys(new FileKeyStore(Path.Combine(folder.Path, "keys")), MasterKeyFile.Of(configuration, folder), p.GetRequiredService<ILogger<SealedKeys>>()));
        services.AddSingleton<IAuditStore, FileAuditStore>();
    }
}
