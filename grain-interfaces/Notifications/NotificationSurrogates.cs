using System.Text.Json;
using Orleans;
using Sssaham.Domain.Notifications;

namespace Sssaham.GrainInterfaces.Notifications;

/// <summary>The wire form of a <see cref="NotificationEvent"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.NotificationEvent")]
public struct NotificationEventSurrogate
{
    /// <summary>The event as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts events to and from their wire form.</summary>
[RegisterConverter]
public sealed class NotificationEventConverter : IConverter<NotificationEvent, NotificationEventSurrogate>
{
    /// <inheritdoc/>
    public NotificationEvent ConvertFromSurrogate(in NotificationEventSurrogate surrogate) => JsonSerializer.Deserialize<NotificationEvent>(surrogate.Json)!;

    /// <inheritdoc/>
    public NotificationEventSurrogate ConvertToSurrogate(in NotificationEvent value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}

/// <summary>The wire form of a <see cref="NotificationRule"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.NotificationRule")]
public struct NotificationRuleSurrogate
{
    /// <summary>The rule as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts rules to and from their wire form.</summary>
[RegisterConverter]
public sealed class NotificationRuleConverter : IConverter<NotificationRule, NotificationRuleSurrogate>
{
    /// <inheritdoc/>
    public NotificationRule ConvertFromSurrogate(in NotificationRuleSurrogate surrogate) => JsonSerializer.Deserialize<NotificationRule>(surrogate.Json)!;

    /// <inheritdoc/>
    public NotificationRuleSurrogate ConvertToSurrogate(in NotificationRule value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}

/// <summary>The wire form of <see cref="NotificationSettings"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.NotificationSettings")]
public struct NotificationSettingsSurrogate
{
    /// <summary>The settings as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts settings to and from their wire form.</summary>
[RegisterConverter]
public sealed class NotificationSettingsConverter : IConverter<NotificationSettings, NotificationSettingsSurrogate>
{
    /// <inheritdoc/>
    public NotificationSettings ConvertFromSurrogate(in NotificationSettingsSurrogate surrogate) => JsonSerializer.Deserialize<NotificationSettings>(surrogate.Json)!;

    /// <inheritdoc/>
    public NotificationSettingsSurrogate ConvertToSurrogate(in NotificationSettings value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}

/// <summary>The wire form of a <see cref="PriceCondition"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.PriceCondition")]
public struct PriceConditionSurrogate
{
    /// <summary>The condition as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts conditions to and from their wire form.</summary>
[RegisterConverter]
public sealed class PriceConditionConverter : IConverter<PriceCondition, PriceConditionSurrogate>
{
    /// <inheritdoc/>
    public PriceCondition ConvertFromSurrogate(in PriceConditionSurrogate surrogate) => JsonSerializer.Deserialize<PriceCondition>(surrogate.Json)!;

    /// <inheritdoc/>
    public PriceConditionSurrogate ConvertToSurrogate(in PriceCondition value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}
