using Sssaham.Gateway.Security;
using Sssaham.Silo.Hosting;

namespace Sssaham.Gateway.Hosting;

/// <summary>Says in a few lines what runs and where to look, once the host has started.</summary>
internal static class Welcome
{
    public static void PrintWelcome(this WebApplication app)
    {
        var key = app.Services.GetRequiredService<AdminKey>();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var address = app.Urls.FirstOrDefault() ?? "http://localhost:5080";
            var simulator = app.Configuration.GetValue("Simulator:Enabled", true) ? "market simulator, " : "";
            var folder = app.Services.GetService<DataFolder>();
            // Where a line is a JSON object it is to stay one.
            if (folder is null && app.Configuration["Logging:Console:FormatterName"] == "json") return;
            Console.WriteLine();
            Console.WriteLine(folder is null ? "Sssaham runs: a gateway of the cluster." : $"Sssaham runs: silo, {simulator}gateway, all in this process.");
            Console.WriteLine($"  page       {address}/");
            Console.WriteLine($"  API        {address}/docs/   (health: {address}/health/ready)");
            if (folder is not null) Console.WriteLine($"  data       {folder.Path}");
            if (key.Generated is { } generated)
            {
                Console.WriteLine($"  admin key  {generated}");
                Console.WriteLine("             shown this once; send it as X-Api-Key with every write. Reads are open to this machine.");
            }

            Console.WriteLine("Ctrl-C stops it; started again it goes on where it was.");
            Console.WriteLine();
        });
    }
}
