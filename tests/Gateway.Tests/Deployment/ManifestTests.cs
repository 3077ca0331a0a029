using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;
using Shouldly;
using Xunit;

namespace Sssaham.Gateway.Tests.Deployment;

/// <summary>The manifests hold together: what one names the other has.</summary>
public sealed class ManifestTests
{
    private readonly Manifests _all = Manifests.Read();

    [Fact]
    public void Every_file_is_of_kinds_and_fields_that_Kubernetes_knows_and_is_part_of_the_base_or_an_example()
    {
        var listed = Regex.Matches(File.ReadAllText(Path.Combine(Manifests.Folder, "kustomization.yaml")), @"^  - (\S+\.yaml)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
        Directory.EnumerateFiles(Manifests.Folder, "*.yaml").Select(f => Path.GetFileName(f)).Where(f => f != "kustomization.yaml" && !f.EndsWith(".example.yaml", StringComparison.Ordinal))
            .ShouldBe(listed, ignoreOrder: true);
        _all.Pods.Select(p => p.Name).ShouldBe(["silo", "gateway", "migrate"], ignoreOrder: true);
    }

    [Fact]
    public void The_overlay_of_the_guide_says_where_every_image_is_by_the_name_that_pods_have()
    {
        var guide = File.ReadAllText(Path.Combine(DeployScript.Folder, "..", "docs", "operations.md"));
        Regex.Matches(guide, @"^  - \{name: (\S+), newName: \S+, newTag: \S+\}$", RegexOptions.Multiline).Select(m => m.Groups[1].Value)
            .ShouldBe(_all.Pods.SelectMany(p => p.Template.Spec.Containers).Select(c => c.Image).Distinct(), ignoreOrder: true);
        // What the base gives another name, an overlay that uses this one no longer finds.
        File.ReadAllText(Path.Combine(Manifests.Folder, "kustomization.yaml")).ShouldNotContain("images:");
    }

    [Fact]
    public void Selectors_choose_the_pods_that_they_mean()
    {
        foreach (var deployment in _all.Of<V1Deployment>()) _all.Chosen(deployment.Spec.Selector.MatchLabels).ShouldBe([deployment.Metadata.Name]);
        foreach (var budget in _all.Of<V1PodDisruptionBudget>()) _all.Chosen(budget.Spec.Selector.MatchLabels).ShouldBe([budget.Metadata.Name]);
        foreach (var spread in _all.Of<V1Deployment>().SelectMany(d => d.Spec.Template.Spec.TopologySpreadConstraints.Select(s => (d.Metadata.Name, s.LabelSelector)))) _all.Chosen(spread.LabelSelector.MatchLabels).ShouldBe([spread.Name]);
        foreach (var service in _all.Of<V1Service>())
        {
            var name = _all.Chosen(service.Spec.Selector).ShouldHaveSingleItem();
            foreach (var port in service.Spec.Ports) PortsOf(name).Keys.ShouldContain(port.TargetPort.Value);
        }

        foreach (var policy in _all.Of<V1NetworkPolicy>()) _all.Chosen(policy.Spec.PodSelector.MatchLabels).ShouldNotBeEmpty();
        _all.Chosen(Policy("common").Spec.PodSelector.MatchLabels).Count.ShouldBe(3);
    }

    [Fact]
    public void Ports_that_are_let_in_are_open_and_whom_they_are_for_may_get_out_to_them()
    {
        var inner = from policy in _all.Of<V1NetworkPolicy>()
                    from rule in policy.Spec.Ingress ?? []
                    from peer in rule.FromProperty
                    from port in rule.Ports
                    select (To: policy, From: peer.PodSelector, Port: port.Port.Value);
        var rules = inner.ToList();
        rules.ShouldNotBeEmpty();
        foreach (var (to, from, port) in rules)
        {
            foreach (var pod in _all.Chosen(to.Spec.PodSelector.MatchLabels)) PortsOf(pod).Values.Select(p => p.ToString(CultureInfo.InvariantCulture)).ShouldContain(port);
            // Pods of other namespaces have policies of their own.
            if (from is null) continue;
            foreach (var pod in _all.Chosen(from.MatchLabels))
            {
                var ways = from policy in _all.Of<V1NetworkPolicy>()
                           where _all.Chosen(policy.Spec.PodSelector.MatchLabels).Contains(pod)
                           from rule in policy.Spec.Egress ?? []
                           where rule.Ports.Any(p => p.Port.Value == port)
                           from peer in rule.To
                           where peer.PodSelector is not null
                           select _all.Chosen(peer.PodSelector.MatchLabels);
                ways.SelectMany(w => w).ShouldContain(_all.Chosen(to.Spec.PodSelector.MatchLabels).ShouldHaveSingleItem(), $"{pod} to port {port}");
            }
        }
    }

    [Fact]
    public void What_a_pod_mounts_asks_and_reads_is_there()
    {
        var settings = _all.Of<V1ConfigMap>().ToDictionary(c => c.Metadata.Name);
        var secrets = _all.Of<V1Secret>().ToDictionary(s => s.Metadata.Name);
        var accounts = _all.Of<V1ServiceAccount>().Select(a => a.Metadata.Name).ToList();
        foreach (var (name, template) in _all.Pods)
        {
            accounts.ShouldContain(template.Spec.ServiceAccountName);
            var volumes = template.Spec.Volumes.ToDictionary(v => v.Name);
            foreach (var secret in volumes.Values.Select(v => v.Secret).OfType<V1SecretVolumeSource>())
            {
                foreach (var item in secret.Items) secrets[secret.SecretName].StringData.Keys.ShouldContain(item.Key);
            }

            foreach (var container in template.Spec.Containers)
            {
                foreach (var mount in container.VolumeMounts) volumes.Keys.ShouldContain(mount.Name);
                foreach (var from in container.EnvFrom) settings.Keys.ShouldContain(from.ConfigMapRef.Name);
                container.VolumeMounts.Select(m => m.MountPath).ShouldContain(settings["sssaham"].Data["Sssaham__SecretsPath"]);
                foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }.OfType<V1Probe>()) PortsOf(name).Keys.ShouldContain(probe.HttpGet.Port.Value);
            }
        }
    }

    [Fact]
    public void A_pod_has_more_time_to_leave_than_it_takes()
    {
        var shutdown = long.Parse(_all.Of<V1ConfigMap>().Single().Data["ShutdownTimeoutSeconds"], CultureInfo.InvariantCulture);
        foreach (var deployment in _all.Of<V1Deployment>())
        {
            var pause = deployment.Spec.Template.Spec.Containers.Max(c => c.Lifecycle?.PreStop?.Sleep?.Seconds ?? 0);
            deployment.Spec.Template.Spec.TerminationGracePeriodSeconds.ShouldNotBeNull().ShouldBeGreaterThan(shutdown + pause, deployment.Metadata.Name);
        }
    }

    [Fact]
    public void Pods_may_do_no_more_than_they_need_and_no_processor_is_held_back()
    {
        _all.Of<V1Namespace>().Single().Metadata.Labels["pod-security.kubernetes.io/enforce"].ShouldBe("restricted");
        foreach (var (name, template) in _all.Pods)
        {
            template.Spec.SecurityContext.RunAsNonRoot.ShouldBe(true, name);
            template.Spec.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault", name);
            template.Spec.AutomountServiceAccountToken.ShouldBe(false, name);
            foreach (var container in template.Spec.Containers)
            {
                container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true, name);
                container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false, name);
                container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"], name);
                container.Resources.Limits.Keys.ShouldBe(["memory"], name);
                container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, name);
            }
        }
    }

    private V1NetworkPolicy Policy(string name) => _all.Of<V1NetworkPolicy>().Single(p => p.Metadata.Name == name);

    private Dictionary<string, int> PortsOf(string pod) => _all.Pods.Single(p => p.Name == pod).Template.Spec.Containers.SelectMany(c => c.Ports ?? []).ToDictionary(p => p.Name, p => p.ContainerPort);
}
