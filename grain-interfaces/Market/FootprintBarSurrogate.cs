using Orleans;
using Sssaham.Domain.Market;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>The wire form of a <see cref="FootprintBar"/>: the domain knows nothing of serializers.</summary>
[GenerateSerializer]
[Alias("Sssaham.FootprintBar")]
public struct FootprintBarSurrogate
{
    /// <summary>The bar as <see cref="FootprintBarCodec"/> packs it.</summary>
    [Id(0)]
    public byte[] Packed { get; set; }
}

/// <summary>Converts bars to and from their wire form.</summary>
[RegisterConverter]
public sealed class FootprintBarConverter : IConverter<FootprintBar, FootprintBarSurrogate>
{
    /// <inheritdoc/>
    public FootprintBar ConvertFromSurrogate(in FootprintBarSurrogate surrogate) => FootprintBarCodec.Decode(surrogate.Packed);

    /// <inheritdoc/>
    public FootprintBarSurrogate ConvertToSurrogate(in FootprintBar value) => new() { Packed = FootprintBarCodec.Encode(value) };
}
