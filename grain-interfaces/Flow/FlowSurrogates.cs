using System.Text.Json;
using Orleans;
using Sssaham.Domain.Flow;

namespace Sssaham.GrainInterfaces.Flow;

/// <summary>The wire form of a <see cref="FlowDay"/>.</summary>
[GenerateSerializer]
[Alias("Sssaham.FlowDay")]
public struct FlowDaySurrogate
{
    /// <summary>Trading date.</summary>
    [Id(0)]
    public DateOnly Date { get; set; }

    /// <summary>Foreign, local fund and retail, each bought and sold.</summary>
    [Id(1)]
    public decimal[] Values { get; set; }

    /// <summary>Traded value.</summary>
    [Id(2)]
    public decimal TotalValue { get; set; }

    /// <summary>Traded lots.</summary>
    [Id(3)]
    public long TotalLots { get; set; }

    /// <summary>Average price.</summary>
    [Id(4)]
    public decimal? AveragePrice { get; set; }

    /// <summary>What does not add up.</summary>
    [Id(5)]
    public string[] Warnings { get; set; }

    /// <summary>Brokers without a category.</summary>
    [Id(6)]
    public string[] Unmapped { get; set; }
}

/// <summary>Converts days to and from their wire form.</summary>
[RegisterConverter]
public sealed class FlowDayConverter : IConverter<FlowDay, FlowDaySurrogate>
{
    /// <inheritdoc/>
    public FlowDay ConvertFromSurrogate(in FlowDaySurrogate surrogate)
    {
        var v = surrogate.Values;
        return new FlowDay(surrogate.Date, v[0], v[1], v[2], v[3], v[4], v[5], surrogate.TotalValue, surrogate.TotalLots, surrogate.AveragePrice, surrogate.Warnings, surrogate.Unmapped);
    }

    /// <inheritdoc/>
    public FlowDaySurrogate ConvertToSurrogate(in FlowDay value) => new()
    {
        Date = value.Date,
        Values = [value.ForeignBuy, value.ForeignSell, value.LocalFundBuy, value.LocalFundSell, value.RetailBuy, value.RetailSell],
        TotalValue = value.TotalValue,
        TotalLots = value.TotalLots,
        AveragePrice = value.AveragePrice,
        Warnings = [.. value.Warnings],
        Unmapped = [.. value.Unmapped],
    };
}

/// <summary>The wire form of <see cref="FlowFeatures"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.FlowFeatures")]
public struct FlowFeaturesSurrogate
{
    /// <summary>The features as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts features to and from their wire form.</summary>
[RegisterConverter]
public sealed class FlowFeaturesConverter : IConverter<FlowFeatures, FlowFeaturesSurrogate>
{
    /// <inheritdoc/>
    public FlowFeatures ConvertFromSurrogate(in FlowFeaturesSurrogate surrogate) => JsonSerializer.Deserialize<FlowFeatures>(surrogate.Json)!;

    /// <inheritdoc/>
    public FlowFeaturesSurrogate ConvertToSurrogate(in FlowFeatures value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}

/// <summary>The wire form of a <see cref="FlowRange"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.FlowRange")]
public struct FlowRangeSurrogate
{
    /// <summary>The range as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts ranges to and from their wire form.</summary>
[RegisterConverter]
public sealed class FlowRangeConverter : IConverter<FlowRange, FlowRangeSurrogate>
{
    /// <inheritdoc/>
    public FlowRange ConvertFromSurrogate(in FlowRangeSurrogate surrogate) => JsonSerializer.Deserialize<FlowRange>(surrogate.Json)!;

    /// <inheritdoc/>
    public FlowRangeSurrogate ConvertToSurrogate(in FlowRange value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}
