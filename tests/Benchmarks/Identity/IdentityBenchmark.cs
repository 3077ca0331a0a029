namespace Sssaham.Benchmarks.Identity;

/// <summary>What it costs to know who calls, what a flood of sign-ins does to orders, and how many users there may be.</summary>
internal static class IdentityBenchmark
{
    /// <param name="only">Runs the parts whose name holds this text.</param>
    public static async Task RunAsync(string only)
    {
        (string Name, Func<Task> Part)[] parts = [("credentials", CredentialChecks.RunAsync), ("flood", LoginFlood.RunAsync), ("users-embedded", ManyUsers.RunEmbeddedAsync), ("users-postgres", ManyUsers.RunPostgresAsync), ("notifications-embedded", ManyNotifications.RunEmbeddedAsync), ("notifications-postgres", ManyNotifications.RunPostgresAsync)];
        foreach (var (name, part) in parts)
        {
            if (name.Contains(only, StringComparison.Ordinal)) await part();
        }
    }
}
