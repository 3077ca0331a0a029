namespace Sssaham.GrainInterfaces;

/// <summary>
/// References to grains of one interface. Orleans finds the kind of grain behind an interface by reflection at every
/// <see cref="IGrainFactory.GetGrain{TGrainInterface}(string, string)"/>, some twenty microseconds each; here it is found once.
/// Safe from any thread.
/// </summary>
/// <typeparam name="T">The interface.</typeparam>
/// <param name="grains">Makes the references.</param>
public sealed class GrainReferences<T>(IGrainFactory grains)
    where T : class, IGrainWithStringKey
{
    private Kind? _kind;

    /// <summary>The grain of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>A reference to it.</returns>
    public T this[string key]
    {
        get
        {
            if (_kind is { } kind) return (T)grains.GetGrain(GrainId.Create(kind.Grain, key), kind.Interface);
            var first = grains.GetGrain<T>(key);
            // What stands in for a grain in a test is no reference, and has no kind.
            if (first is GrainReference reference) _kind = new Kind(reference.GrainId.Type, reference.InterfaceType);
            return first;
        }
    }

    private sealed record Kind(GrainType Grain, GrainInterfaceType Interface);
}
