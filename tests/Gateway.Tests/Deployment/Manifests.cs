using k8s;
using k8s.Models;

namespace Sssaham.Gateway.Tests.Deployment;

/// <summary>What stands in <c>deploy/kubernetes</c>, read as the API of Kubernetes has it: a field that it does not know is an error.</summary>
internal sealed class Manifests
{
    private readonly List<(string File, IKubernetesObject Object)> _all;

    private Manifests(List<(string File, IKubernetesObject Object)> all) => _all = all;

    public static string Folder { get; } = Path.Combine(DeployScript.Folder, "kubernetes");

    /// <summary>Every pod template, with the name of what makes it.</summary>
    public IEnumerable<(string Name, V1PodTemplateSpec Template)> Pods =>
        Of<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Template)).Concat(Of<V1Job>().Select(j => (j.Metadata.Name, j.Spec.Template)));

    public static Manifests Read() => new(
    [
        .. Directory.EnumerateFiles(Folder, "*.yaml")
            .Where(f => Path.GetFileName(f) != "kustomization.yaml")
            .Order(StringComparer.Ordinal)
            .SelectMany(f => KubernetesYaml.LoadAllFromString(File.ReadAllText(f), strict: true).Select(o => (Path.GetFileName(f), (IKubernetesObject)o))),
    ]);

    public IEnumerable<T> Of<T>() => _all.Select(a => a.Object).OfType<T>();

    /// <summary>The pods that labels choose.</summary>
    public List<string> Chosen(IDictionary<string, string>? labels) =>
        [.. Pods.Where(p => (labels ?? new Dictionary<string, string>()).All(l => p.Template.Metadata.Labels.TryGetValue(l.Key, out var value) && value == l.Value)).Select(p => p.Name)];
}
