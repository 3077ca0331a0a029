using System.Collections.Concurrent;
using System.Reflection;
using Orleans;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Tests.Execution;

/// <summary>A grain factory that hands out objects by type and key; observers are handed on as they are.</summary>
public class FakeGrains : DispatchProxy
{
    private readonly ConcurrentDictionary<(Type, string), object> _grains = new();

    public static (IGrainFactory Factory, FakeGrains Grains) Create()
    {
        var factory = Create<IGrainFactory, FakeGrains>();
        return (factory, (FakeGrains)(object)factory);
    }

    /// <summary>Makes accounts that nobody added.</summary>
    public Func<string, object>? OtherAccount { get; set; }

    public void Add<T>(string key, T grain)
        where T : notnull => _grains[(typeof(T), key)] = grain;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IGrainFactory.GetGrain) => Grain(targetMethod.GetGenericArguments()[0], (string)args![0]!),
        nameof(IGrainFactory.CreateObjectReference) => args![0],
        var other => throw new NotSupportedException(other),
    };

    private object Grain(Type type, string key)
    {
        if (_grains.TryGetValue((type, key), out var grain)) return grain;
        return type == typeof(IBrokerAccountGrain) && OtherAccount is not null ? OtherAccount(key) : throw new InvalidOperationException($"No {type.Name} {key}.");
    }
}

/// <summary>A grain of which a test needs a few calls.</summary>
public class FakeGrain : DispatchProxy
{
    private Func<string, object?[], object> _answer = null!;

    public static T Of<T>(Func<string, object?[], object> answer)
        where T : class
    {
        var grain = Create<T, FakeGrain>();
        ((FakeGrain)(object)grain)._answer = answer;
        return grain;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!.Name, args!);
}

/// <summary>The list of accounts.</summary>
internal sealed class FakeDirectory : IAccountDirectoryGrain
{
    private readonly ConcurrentDictionary<string, bool> _accounts = new(StringComparer.Ordinal);

    public Task NoteAsync(string accountId, bool keepAwake)
    {
        _accounts[accountId] = keepAwake;
        return Task.CompletedTask;
    }

    public Task NoteOwnerAsync(string accountId, string? owner) => Task.CompletedTask;

    public Task<AccountEntry[]> ListAsync() => Task.FromResult(_accounts.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new AccountEntry(a.Key, a.Value)).ToArray());

    public Task<AccountEntry?> FindAsync(string accountId) => Task.FromResult(_accounts.TryGetValue(accountId, out var keepAwake) ? new AccountEntry(accountId, keepAwake) : null);

    public Task EnsureAsync() => Task.CompletedTask;
}
