using System.Diagnostics;
using System.Globalization;

namespace Sssaham.Chaos.Processes;

/// <summary>
/// A network of namespaces on one bridge, one for each process, so that what two of them say to each other can be lost. Needs root and
/// <c>ip</c>; without them all processes share the loopback and nothing can be cut.
/// </summary>
public sealed class ClusterNetwork : IDisposable
{
    private const string Prefix = "10.177.0.";
    // A neighbour that does not exist: what is sent there is lost without a word, as on a broken wire.
    private const string Nowhere = "02:00:00:00:00:01";
    private readonly string _bridge;
    private readonly List<string> _spaces = [];
    private readonly FileStream _lock;

    private ClusterNetwork(string bridge, FileStream @lock) => (_bridge, _lock) = (bridge, @lock);

    /// <summary>The subnet, for who must let it in.</summary>
    public const string Subnet = Prefix + "0/24";

    /// <summary>Where the database is reached.</summary>
    public const string Database = Prefix + "1";

    /// <summary>Where the broker is reached.</summary>
    public const string Broker = Prefix + "2";

    /// <summary>Makes the bridge.</summary>
    /// <returns>The network; null where this machine does not allow it.</returns>
    public static ClusterNetwork? TryMake()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") return null;
        FileStream held;
        try
        {
            // Names and addresses are fixed: a second run at the same time does without.
            held = new FileStream(Path.Combine(Path.GetTempPath(), "sssaham-chaos.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }

        var network = new ClusterNetwork("sschaos0", held);
        network.Remove();
        try
        {
            Ip($"link add {network._bridge} type bridge");
            foreach (var address in new[] { Database, Broker }) Ip($"addr add {address}/24 dev {network._bridge}");
            Ip($"link set {network._bridge} up");
            if (network.Passes()) return network;
        }
        catch (InvalidOperationException)
        {
            // This machine does not allow it.
        }

        network.Dispose();
        return null;
    }

    /// <summary>Makes a namespace for a process.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="host">Last number of its address.</param>
    /// <returns>Its address.</returns>
    public string Add(string name, int host)
    {
        var space = Space(name);
        var address = Prefix + host.ToString(CultureInfo.InvariantCulture);
        _spaces.Add(space);
        // What a run that was killed has left.
        TryIp($"netns del {space}");
        TryIp($"link del ss{host}");
        Ip($"netns add {space}");
        Ip($"link add ss{host} type veth peer name eth0 netns {space}");
        Ip($"link set ss{host} master {_bridge} up");
        Ip($"-n {space} addr add {address}/24 dev eth0");
        Ip($"-n {space} link set eth0 up");
        Ip($"-n {space} link set lo up");
        return address;
    }

    /// <summary>Loses whatever a process sends to an address, until <see cref="Heal"/>.</summary>
    public void Cut(string name, string address) => Ip($"-n {Space(name)} neigh replace {address} lladdr {Nowhere} nud permanent dev eth0");

    /// <summary>Lets it through again.</summary>
    public void Heal(string name, string address) => TryIp($"-n {Space(name)} neigh del {address} dev eth0");

    /// <summary>Starts a program in a namespace.</summary>
    public static void Enter(ProcessStartInfo start, string name)
    {
        foreach (var part in new[] { "netns", "exec", Space(name), start.FileName }.Reverse()) start.ArgumentList.Insert(0, part);
        start.FileName = "ip";
    }

    /// <summary>Whether one namespace reaches another: a machine's firewall may hold up what crosses a bridge. A port that nobody listens on refuses at once.</summary>
    private bool Passes()
    {
        const int Lost = 124;
        Add("probe", 250);
        var other = Add("probe2", 251);
        return Run($"netns exec {Space("probe")} timeout 2 bash -c \"exec 3<>/dev/tcp/{other}/9\"").Code != Lost;
    }

    /// <summary>Removes all that was made.</summary>
    public void Dispose()
    {
        Remove();
        _lock.Dispose();
    }

    private void Remove()
    {
        foreach (var space in _spaces) TryIp($"netns del {space}");
        _spaces.Clear();
        TryIp($"link del {_bridge}");
    }

    private static string Space(string name) => $"sschaos-{name}";

    private static void Ip(string arguments)
    {
        var (code, error) = Run(arguments);
        if (code != 0) throw new InvalidOperationException($"ip {arguments}: {error}");
    }

    private static void TryIp(string arguments) => Run(arguments);

    private static (int Code, string Error) Run(string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }
}
