using System.Text.Json;
using Orleans;
using Sssaham.Domain.Scoring;

namespace Sssaham.GrainInterfaces.Scoring;

/// <summary>The wire form of a <see cref="Score"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.Score")]
public struct ScoreSurrogate
{
    /// <summary>The score as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts scores to and from their wire form.</summary>
[RegisterConverter]
public sealed class ScoreConverter : IConverter<Score, ScoreSurrogate>
{
    /// <inheritdoc/>
    public Score ConvertFromSurrogate(in ScoreSurrogate surrogate) => JsonSerializer.Deserialize<Score>(surrogate.Json)!;

    /// <inheritdoc/>
    public ScoreSurrogate ConvertToSurrogate(in Score value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}

/// <summary>The wire form of a <see cref="ScoreContext"/>: JSON, whose names are the contract.</summary>
[GenerateSerializer]
[Alias("Sssaham.ScoreContext")]
public struct ScoreContextSurrogate
{
    /// <summary>The context as JSON.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Converts contexts to and from their wire form.</summary>
[RegisterConverter]
public sealed class ScoreContextConverter : IConverter<ScoreContext, ScoreContextSurrogate>
{
    /// <inheritdoc/>
    public ScoreContext ConvertFromSurrogate(in ScoreContextSurrogate surrogate) => JsonSerializer.Deserialize<ScoreContext>(surrogate.Json)!;

    /// <inheritdoc/>
    public ScoreContextSurrogate ConvertToSurrogate(in ScoreContext value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };
}
