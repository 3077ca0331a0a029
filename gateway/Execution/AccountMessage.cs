using System.Buffers;
using System.Text.Json;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>
/// An event of an account on its way to listeners, or the word that events up to a number are not held any more. The JSON is written
/// once, however many clients get it, and only when one does.
/// </summary>
internal sealed class AccountMessage
{
    private static readonly JsonSerializerOptions Items = new(JsonSerializerDefaults.Web) { Encoder = JsonAnswer.Options.Encoder };
    private byte[]? _json;

    private AccountMessage(string accountId, long seq, AccountEventView? happened) => (AccountId, Seq, Event) = (accountId, seq, happened);

    public string AccountId { get; }

    /// <summary>Number of the event; of a gap the last number that is lost.</summary>
    public long Seq { get; }

    /// <summary>The event; null for a gap.</summary>
    public AccountEventView? Event { get; }

    public byte[] Json => _json ??= Write();

    public static AccountMessage Of(string accountId, AccountEventView happened) => new(accountId, happened.Seq, happened);

    public static AccountMessage Gap(string accountId, long upTo) => new(accountId, upTo, null);

    private byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, JsonAnswer.Options);
        json.WriteStartObject();
        json.WriteString("event", "order");
        json.WriteString("account", AccountId);
        json.WriteNumber("seq", Seq);
        if (Event is null) json.WriteBoolean("gap", true);
        else Write(json, Event);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, AccountEventView happened)
    {
        json.WriteString("time", OrderItem.Instant(happened.TimeUs));
        json.WriteString("kind", happened.Kind);
        json.WriteString("cause", happened.Cause);
        if (happened.Order is { } order)
        {
            json.WritePropertyName("order");
            JsonSerializer.Serialize(json, OrderItem.Of(order), Items);
        }

        if (happened.Phantom is { } phantom)
        {
            json.WritePropertyName("phantom");
            JsonSerializer.Serialize(json, PhantomItem.Of(phantom), Items);
        }

        if (happened.Code is { } code) json.WriteString("code", code);
    }
}

/// <summary>Takes the events of accounts, in their order and without gaps; must not block.</summary>
internal interface IAccountListener
{
    void Take(AccountMessage message);
}
