using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Execution;

/// <summary>Whose account it is. What a stranger asks is refused here whatever the gateway let through.</summary>
internal sealed partial class BrokerAccountGrain : IIncomingGrainCallFilter
{
    private static readonly HashSet<string> Reads = new(StringComparer.Ordinal)
    {
        nameof(StatusAsync), nameof(OrdersAsync), nameof(OrderAsync), nameof(PositionsAsync), nameof(PortfolioAsync), nameof(EventsAsync), nameof(SubscribeAsync),
    };

    /// <summary>Calls that come from within, on whosever behalf: supervisors, instruments, and gateways that drop a subscription.</summary>
    private static readonly HashSet<string> Internal = new(StringComparer.Ordinal) { nameof(WakeAsync), nameof(CrossedAsync), nameof(UnsubscribeAsync) };

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (Caller.Current is not { } caller || context.InterfaceMethod.DeclaringType != typeof(IBrokerAccountGrain)) return context.Invoke();
        var method = context.InterfaceMethod.Name;
        var isAllowed = method switch
        {
            _ when Internal.Contains(method) => true,
            _ when Reads.Contains(method) => AccountOwnership.MayRead(settings.State.Owner, caller),
            nameof(SetOwnerAsync) => false,
            // Whoever connects an account first owns it.
            nameof(ConnectAsync) when !WasKnown(settings.State) => caller != AccountOwnership.Local,
            _ => AccountOwnership.MayUse(settings.State.Owner, caller),
        };
        return isAllowed ? context.Invoke() : throw Forbidden();
    }

    /// <inheritdoc/>
    public async Task<AccountStatus> SetOwnerAsync(string? owner)
    {
        await SetAsync(s => (s.Owner, s.WasConnected) = (owner, true));
        await NoteOwnerAsync();
        return await StatusAsync();
    }

    /// <summary>Whether the account was used before; one that was connected before owners were known has none.</summary>
    private bool WasKnown(AccountSettings s) => s.WasConnected || s.Connect || s.Credentials is not null || s.Adopted || Book.State.Seq > 0;

    private void CheckUse(string? caller)
    {
        if (!AccountOwnership.MayUse(settings.State.Owner, caller)) throw Forbidden();
    }

    private Task NoteOwnerAsync() => GrainFactory.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key).NoteOwnerAsync(AccountId, settings.State.Owner);

    private AccountForbiddenException Forbidden() => new($"The account {AccountId} is another's.");
}
