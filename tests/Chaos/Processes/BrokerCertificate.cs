using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sssaham.Chaos.Processes;

/// <summary>A certificate of the simulated broker that this machine's processes are told to trust: outside the loopback a silo speaks TLS only.</summary>
public sealed class BrokerCertificate : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    /// <summary>Makes it for an address.</summary>
    public BrokerCertificate(string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        Certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(2));
        File.WriteAllText(_file, Certificate.ExportCertificatePem());
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What a process needs in its environment to trust it.</summary>
    public (string Name, string Value) Trust => ("SSL_CERT_FILE", _file);

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        File.Delete(_file);
    }
}
