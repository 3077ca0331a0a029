namespace Sssaham.Silo.Hosting;

/// <summary>PEM files with which members of a cluster know each other; section <c>Sssaham:Tls</c>. All three are set, or none.</summary>
public sealed class TlsFiles
{
    /// <summary>This process's certificate.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>Its private key.</summary>
    public string Key { get; set; } = "";

    /// <summary>Certificates of the authorities whose certificates members have: of this cluster's own, and while it is replaced of the one before as well.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Whether members must show certificates.</summary>
    public bool IsOn => Certificate.Length > 0;

    /// <summary>Finds what is wrong.</summary>
    /// <exception cref="ArgumentException">Some are set and others are not.</exception>
    public void Check()
    {
        if ((Certificate.Length > 0, Key.Length > 0, Authority.Length > 0) is not ((true, true, true) or (false, false, false)))
            throw new ArgumentException($"{SssahamOptions.Section}:Tls: Certificate, Key and Authority are set together.");
    }
}
