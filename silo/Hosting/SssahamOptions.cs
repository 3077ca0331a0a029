namespace Sssaham.Silo.Hosting;

/// <summary>Where a silo keeps its data and which ports it uses.</summary>
public sealed class SssahamOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Sssaham";

    /// <summary>The data folder of the embedded default.</summary>
    public string DataPath { get; set; } = "./data";

    /// <summary>Port between silos on loopback; 0 picks a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for Orleans clients on loopback; 0 picks a free one.</summary>
    public int ClientPort { get; set; }
}
