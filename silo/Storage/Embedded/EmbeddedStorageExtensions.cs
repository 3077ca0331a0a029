using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.Embedded;

/// <summary>
/// Grain state and reminders in the data folder of the <see cref="IFileLayer"/> that the services hold. For one silo: a second one
/// on the same folder would neither see nor respect what the first one writes.
/// </summary>
public static class EmbeddedStorageExtensions
{
    private const string GrainFolder = "grains";
    private const string ReminderFolder = "reminders";

    /// <summary>Keeps the state of grains that name no storage, under the name <c>Default</c>.</summary>
    /// <param name="builder">The silo.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddEmbeddedGrainStorageAsDefault(this ISiloBuilder builder) =>
        builder.AddEmbeddedGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);

    /// <summary>Keeps the state of grains that name this storage.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">Name of the storage: ASCII letters, digits, '-' and '_'. It is the name of a folder.</param>
    /// <param name="forgetDamage">Takes a damaged state for an absent one: for caches.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddEmbeddedGrainStorage(this ISiloBuilder builder, string name, bool forgetDamage = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) throw new ArgumentException($"'{name}' is no name for a folder.", nameof(name));

        builder.Services.AddGrainStorage(name, (services, name) => new EmbeddedGrainStorage(
            new AtomicFileStore(services.GetRequiredService<IFileLayer>(), $"{GrainFolder}/{name}"),

            // Not the runtime's default, which is JSON with the names of types and members. This one writes [Id] numbers for members,
            // no name at all for the state's own type and [Alias] names for the types inside, so that renames leave old states readable.
            new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()),
            services.GetRequiredService<IActivatorProvider>(),
            forgetDamage));
        return builder;
    }

    /// <summary>Keeps reminders.</summary>
    /// <param name="builder">The silo.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder UseEmbeddedReminders(this ISiloBuilder builder)
    {
        builder.AddReminders();
        builder.Services.AddSingleton(services => new EmbeddedReminderTable(new AtomicFileStore(services.GetRequiredService<IFileLayer>(), ReminderFolder)));
        builder.Services.AddSingleton<IReminderTable>(services => services.GetRequiredService<EmbeddedReminderTable>());
        return builder;
    }
}
