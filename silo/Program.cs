using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sssaham.Silo.Hosting;
using Sssaham.Silo.Storage.Postgres;

// dotnet run --project silo -- [migrate] --ConnectionStrings:Sssaham=…: a silo of the PostgreSQL form, or its database made ready.
try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args.Where(a => a != "migrate")], ContentRootPath = AppContext.BaseDirectory });
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
    builder.AddTelemetry();
    builder.Services.AddHealthChecks().AddCheck<SiloHealth>("silo", tags: ["ready"]);
    await using var app = builder.Build();
    app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
    app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains("ready") });
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is ArgumentException or FormatException or NpgsqlException or MigrationException)
{
    // These are for the operator, not for a debugger.
    await Console.Error.WriteLineAsync($"The silo cannot start: {e.Message}");
    return 1;
}
