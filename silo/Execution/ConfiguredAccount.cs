using Microsoft.Extensions.Configuration;

namespace Sssaham.Silo.Execution;

/// <summary>An account that exists from the start; section <c>Accounts:{n}</c>.</summary>
internal sealed class ConfiguredAccount
{
    public string Id { get; set; } = "";

    /// <summary>Whether it is connected when nobody has connected it before.</summary>
    public bool Connect { get; set; } = true;

    /// <summary>The accounts to connect; without the section a paper account to try things with.</summary>
    public static IReadOnlyList<string> ToConnect(IConfiguration configuration)
    {
        var section = configuration.GetSection("Accounts");
        if (!section.Exists()) return ["paper:demo"];
        return [.. (section.Get<ConfiguredAccount[]>() ?? []).Where(a => a.Connect && a.Id.Length > 0).Select(a => a.Id).Distinct(StringComparer.Ordinal)];
    }
}
