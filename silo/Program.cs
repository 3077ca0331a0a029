using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Orleans.Runtime.MembershipService;
using Sssaham.Silo.Hosting;
using Sssaham.Silo.Operations;
using Sssaham.Silo.Storage.Postgres;

// dotnet run --project silo -- [migrate] --ConnectionStrings:Sssaham=…: a silo of the PostgreSQL form, or its database made ready.
try
{
    while (true)
    {
        try
        {
            return await RunAsync(args);
        }
        catch (OrleansClusterConnectivityCheckFailedException e)
        {
            // All silos died at once. Whether the others count as dead by now is looked at when a silo starts.
            await Console.Error.WriteLineAsync($"The silo starts anew: {e.Message}");
        }
    }
}
catch (Exception e) when (e is ArgumentException or FormatException or NpgsqlException or MigrationException)
{
    // These are for the operator, not for a debugger.
    await Console.Error.WriteLineAsync($"The silo cannot start: {e.Message}");
    return 1;
}

static async Task<int> RunAsync(string[] args)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args.Where(a => a != "migrate")], ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.AddSecretFiles();
    builder.Configuration.AddInMemoryCollection([new("Sssaham:Storage", builder.Configuration["Sssaham:Storage"] ?? "PostgreSQL"), new("Urls", builder.Configuration["Urls"] ?? "http://127.0.0.1:5081")]);
    await using (var source = NpgsqlDataSource.Create(ClusterHosting.Read(builder.Configuration).Postgres.ConnectionString))
    {
        if (args.Contains("migrate"))
        {
            var applied = await PostgresMigrations.ApplyAsync(source);
            Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}.");
            return 0;
        }

        if (await PostgresMigrations.PendingAsync(source) is { Count: > 0 } pending) throw new ArgumentException($"the database lacks {string.Join(", ", pending)}: run this program with 'migrate' first.");
    }

    builder.AddClusterSilo();
    builder.AddTelemetry("sssaham-silo");
    builder.Services.AddSiloHealth();
    await using var app = builder.Build();
    app.MapHealthChecks();
    await app.RunAsync();
    return 0;
}
