using System.Security.Claims;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Streaming;

/// <summary>The channel of orders: its symbols are accounts, or * for all of them.</summary>
internal sealed class OrderChannel(AccountHub hub)
{
    /// <summary>The name of the channel.</summary>
    public const string Channel = "order";

    /// <summary>The symbol that stands for all.</summary>
    public const string All = "*";

    /// <summary>What is wrong with the symbols; null when nothing is. Accounts of others do not exist.</summary>
    public async Task<string?> ProblemAsync(IReadOnlyList<string> symbols, ClaimsPrincipal user)
    {
        if (symbols.FirstOrDefault(s => s != All && !AccountId.IsValid(s)) is not null) return "symbols: an account " + AccountId.Reason;
        if (symbols.All(s => s == All)) return null;
        var known = (await hub.AccountsAsync()).Where(a => AccountOwnership.MayRead(a.Owner, user.CallerId())).Select(a => a.AccountId).ToHashSet(StringComparer.Ordinal);
        return symbols.FirstOrDefault(s => s != All && !known.Contains(s)) is { } unknown ? $"symbols: there is no account {unknown}; connect it first." : null;
    }

    /// <summary>Handles a request of a socket.</summary>
    public async Task HandleAsync(StreamClient client, StreamRequest request, ClaimsPrincipal user)
    {
        foreach (var symbol in request.Symbols)
        {
            try
            {
                if (request.Op != "subscribe") Leave(client, symbol);
                else if (await ProblemAsync([symbol], user) is { } problem) client.Answer(StreamMessages.Error("unknown-symbol", problem));
                else await SubscribeAsync(client, symbol, user, _ => request.Since, (_, _) => { });
            }
            catch (AccountForbiddenException)
            {
                client.Answer(StreamMessages.Error("unknown-symbol", $"symbols: there is no account {symbol}; connect it first."));
            }
            catch (Exception e) when (Unavailable.Is(e))
            {
                client.Answer(StreamMessages.Error("unavailable", $"{(AccountId.IsValid(symbol) ? symbol : "The list of accounts")} does not answer; subscribe to {Channel} again, with since."));
            }
        }
    }

    /// <summary>Subscribes a client; what happened since is sent first.</summary>
    /// <param name="client">The client.</param>
    /// <param name="symbol">An account, or all.</param>
    /// <param name="user">Whose client it is: all are all that it may read.</param>
    /// <param name="since">The last number that the client has of an account; null for what happens from now on.</param>
    /// <param name="started">Is told each account with the position from which its events follow.</param>
    /// <returns>When what happened until now waits for the client.</returns>
    public async Task SubscribeAsync(StreamClient client, string symbol, ClaimsPrincipal user, Func<string, long?> since, Action<string, long> started)
    {
        var listener = new ClientListener(client);
        if (symbol != All)
        {
            await hub.ListenAsync(symbol, listener, since(symbol), last => Started(symbol, last));
            return;
        }

        client.Answer(StreamMessages.Subscribed(Channel, All, null, 0));
        await hub.ListenToAllAsync(listener, account => AccountOwnership.MayRead(account.Owner, user.CallerId()), since, Started, account => client.Answer(StreamMessages.Error("unavailable", $"{account} does not answer; its events follow when it does.")));

        void Started(string account, long last)
        {
            started(account, since(account) is { } seen && seen < last ? seen : last);
            client.Answer(StreamMessages.Subscribed(Channel, account, null, last));
        }
    }

    /// <summary>Ends all subscriptions of a client that has gone.</summary>
    public void Leave(StreamClient client) => hub.Leave(new ClientListener(client));

    private void Leave(StreamClient client, string symbol)
    {
        if (symbol == All) Leave(client);
        else hub.Leave(symbol, new ClientListener(client));
        client.Answer(StreamMessages.Unsubscribed(Channel, symbol.Length <= 64 ? symbol : symbol[..64], null));
    }

    /// <summary>Hands events to a client; the same for the same client.</summary>
    private sealed record ClientListener(StreamClient Client) : IAccountListener
    {
        public void Take(AccountMessage message) => Client.Event(new StreamMessage(Channel, message.AccountId, message.Seq, message.Json));
    }
}
