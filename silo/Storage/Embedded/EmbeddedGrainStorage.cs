using System.Globalization;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Sssaham.Silo.Storage.Embedded;

/// <summary>
/// Grain state in the data folder, for one silo. The key of a state is the grain's type name, the state's name and the grain's key,
/// so a grain class may be renamed while its <see cref="GrainTypeAttribute"/> (or its name in the convention) stays.
/// </summary>
/// <param name="store">Where the states are.</param>
/// <param name="serializer">Turns a state into bytes.</param>
/// <param name="activators">Makes the state of a grain that has none stored.</param>
/// <param name="forgetDamage">Takes a damaged state for an absent one: for caches, which are made again from what they cache.</param>
public sealed class EmbeddedGrainStorage(AtomicFileStore store, IGrainStorageSerializer serializer, IActivatorProvider activators, bool forgetDamage = false) : IGrainStorage
{
    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = await ReadAsync(Key(stateName, grainId));
        if (stored is null)
        {
            Empty(grainState);
            return;
        }

        grainState.State = serializer.Deserialize<T>(new BinaryData(stored.Bytes)) ?? Fresh<T>();
        grainState.ETag = Text(stored.ETag);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // Serialised before the first wait: a reentrant grain may change its state while the disk works.
        var bytes = serializer.Serialize(grainState.State).ToMemory();
        var etag = await CheckedAsync(stateName, grainId, grainState.ETag, (key, expected) => store.WriteAsync(key, bytes, expected));
        grainState.ETag = Text(etag);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await CheckedAsync(stateName, grainId, grainState.ETag, async (key, expected) =>
        {
            await store.DeleteAsync(key, expected);
            return AtomicFileStore.Absent;
        });
        Empty(grainState);
    }

    private static async Task<long> CheckedAsync(string stateName, GrainId grainId, string? etag, Func<string, long, Task<long>> act)
    {
        try
        {
            return await act(Key(stateName, grainId), Number(etag));
        }
        catch (EtagMismatchException e)
        {
            // Orleans gives up the activation on this exception, and the next one reads what is stored.
            throw new InconsistentStateException($"State '{stateName}' of grain {grainId} was changed by somebody else.", Text(e.Stored), etag, e);
        }
    }

    private async Task<StoredValue?> ReadAsync(string key)
    {
        try
        {
            return await store.ReadAsync(key);
        }
        catch (DamagedValueException) when (forgetDamage)
        {
            await store.DeleteAsync(key, null);
            return null;
        }
    }

    private static string Key(string stateName, GrainId grainId) => StorageKey.Join(grainId.Type.ToString()!, stateName, grainId.Key.ToString()!);

    /// <summary>A text that this storage never gave out matches no version, as a negative number does.</summary>
    private static long Number(string? etag)
    {
        if (string.IsNullOrEmpty(etag)) return AtomicFileStore.Absent;
        return long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : -1;
    }

    private static string? Text(long etag) => etag == AtomicFileStore.Absent ? null : etag.ToString(CultureInfo.InvariantCulture);

    private void Empty<T>(IGrainState<T> grainState)
    {
        grainState.State = Fresh<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private T Fresh<T>() => activators.GetActivator<T>().Create();
}
