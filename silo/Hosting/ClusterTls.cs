using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Orleans.Hosting;

namespace Sssaham.Silo.Hosting;

/// <summary>
/// Mutual TLS between silos, and between silos and gateways: both sides show a certificate of the cluster's own authority, and whoever has
/// none is nobody. Names are not looked at, since members are found by address in the membership table.
/// </summary>
internal sealed class ClusterTls
{
    /// <summary>Sent as the name that is called; certificates need not have it.</summary>
    private const string Name = "sssaham";
    private readonly TlsFiles _files;
    private readonly Lock _gate = new();
    private (DateTime Written, X509Certificate2 Certificate, X509Certificate2Collection Authority) _loaded;

    private ClusterTls(TlsFiles files)
    {
        _files = files;
        _loaded = Load();
    }

    /// <summary>Secures the ports of a silo, and its connections to others.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="files">Where the certificates are.</param>
    /// <exception cref="ArgumentException">They cannot be read.</exception>
    public static void Use(ISiloBuilder silo, TlsFiles files)
    {
        if (files.IsOn) silo.UseTls(new ClusterTls(files).Configure);
    }

    /// <summary>Secures the connections of a gateway.</summary>
    /// <param name="client">The gateway's client.</param>
    /// <param name="files">Where the certificates are.</param>
    /// <exception cref="ArgumentException">They cannot be read.</exception>
    public static void Use(IClientBuilder client, TlsFiles files)
    {
        if (files.IsOn) client.UseTls(new ClusterTls(files).Configure);
    }

    private void Configure(TlsOptions options)
    {
        options.LocalCertificate = _loaded.Certificate;
        options.LocalServerCertificateSelector = (_, _) => Current().Certificate;
        options.LocalClientCertificateSelector = (_, _, _, _, _) => Current().Certificate;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, _, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) && IsMember(certificate);
        options.OnAuthenticateAsClient = (_, client) => client.TargetHost = Name;
    }

    private bool IsMember(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Current().Authority);
        // There is nobody to ask: certificates of a cluster's own authority are short-lived, and are replaced with it.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    /// <summary>The certificates of the files as they are now; connections are few, and so are looks at the files.</summary>
    private (DateTime Written, X509Certificate2 Certificate, X509Certificate2Collection Authority) Current()
    {
        lock (_gate)
        {
            if (Written() == _loaded.Written) return _loaded;
            try
            {
                _loaded = Load();
            }
            catch (ArgumentException)
            {
                // Of three files that are being replaced some are new and others are not: what was read before holds until all fit.
            }

            return _loaded;
        }
    }

    private DateTime Written() => new[] { _files.Certificate, _files.Key, _files.Authority }.Max(File.GetLastWriteTimeUtc);

    private (DateTime, X509Certificate2, X509Certificate2Collection) Load()
    {
        try
        {
            var (written, authority) = (Written(), new X509Certificate2Collection());
            authority.ImportFromPemFile(_files.Authority);
            if (authority.Count == 0) throw new ArgumentException($"Sssaham:Tls:Authority: '{_files.Authority}' has no certificate.");
            using var read = X509Certificate2.CreateFromPemFile(_files.Certificate, _files.Key);
            // Windows' TLS cannot use a key that is in no store and came from PEM.
            return (written, X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), authority);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"Sssaham:Tls: the certificates cannot be read: {e.Message}", e);
        }
    }
}
