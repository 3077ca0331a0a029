using System.Reflection;
using System.Text;
using Orleans;
using Shouldly;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Contracts;

/// <summary>
/// Wire and storage formats change by addition only: every serialized type and grain method carries an alias, every member an id,
/// and what this snapshot has seen stays. To add to it, run the test with SSSAHAM_SNAPSHOT=write and look at the difference.
/// </summary>
public sealed class ContractSnapshotTests
{
    private static readonly Assembly[] Assemblies = [typeof(ITickerGrain).Assembly, typeof(TickerCheckpoint).Assembly];

    [Fact]
    public void Contracts_are_those_of_the_snapshot()
    {
        var path = Path.Combine(SourceFolder(), "Contracts.txt");
        var now = Describe();
        if (Environment.GetEnvironmentVariable("SSSAHAM_SNAPSHOT") == "write") File.WriteAllText(path, now);
        now.ShouldBe(File.ReadAllText(path));
    }

    [Fact]
    public void Every_serialized_type_has_an_alias_and_every_member_an_id()
    {
        foreach (var type in Serialized())
        {
            type.GetCustomAttribute<AliasAttribute>().ShouldNotBeNull(type.FullName);
            Ids(type).Select(i => i.Id).ShouldBeUnique(type.FullName);
        }
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var type in Serialized())
        {
            text.Append("type ").Append(type.GetCustomAttribute<AliasAttribute>()?.Alias).Append('\n');
            foreach (var (id, name, of) in Ids(type)) text.Append("  ").Append(id).Append(' ').Append(name).Append(" : ").Append(of).Append('\n');
        }

        foreach (var grain in Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t)).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            var alias = grain.GetCustomAttribute<AliasAttribute>();
            if (alias is null) continue;
            text.Append("grain ").Append(alias.Alias).Append('\n');
            foreach (var method in grain.GetMethods().OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                var parameters = string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)));
                text.Append("  ").Append(method.GetCustomAttribute<AliasAttribute>()?.Alias ?? "NO ALIAS").Append('(').Append(parameters).Append(") : ").Append(Name(method.ReturnType)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<Type> Serialized() =>
        Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null).OrderBy(t => t.FullName, StringComparer.Ordinal);

    private static List<(uint Id, string Name, string Of)> Ids(Type type) =>
        [.. type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(m => (Member: m, Id: m.GetCustomAttribute<IdAttribute>()))
            .Where(m => m.Id is not null)
            .Select(m => (m.Id!.Id, m.Member.Name, Name(m.Member is PropertyInfo p ? p.PropertyType : ((FieldInfo)m.Member).FieldType)))
            .OrderBy(m => m.Id)];

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
