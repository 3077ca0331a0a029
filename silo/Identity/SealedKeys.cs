using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sssaham.Silo.Identity;

/// <summary>
/// The keys of data protection, each encrypted by the master key before it is stored. At the start keys that are stored in the clear, or
/// encrypted by a master key of before, are encrypted by the one that is in force: what they encrypt themselves stays as it is.
/// </summary>
public sealed partial class SealedKeys : IXmlRepository, IHostedService
{
    private static readonly XName Sealed = "sealed";
    private static readonly XName KeyName = "key";
    private readonly IKeyStore _store;
    private readonly MasterKeys? _master;
    private readonly ILogger<SealedKeys> _logger;

    /// <summary>Makes the ring; the store is looked at when it starts or is used.</summary>
    /// <param name="store">Where the keys are.</param>
    /// <param name="master">The master key; null leaves keys in the clear.</param>
    /// <param name="logger">Where to tell.</param>
    public SealedKeys(IKeyStore store, MasterKeys? master, ILogger<SealedKeys> logger) => (_store, _master, _logger) = (store, master, logger);

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => [.. _store.Read().Select(k => Open(k.Xml))];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => _store.Add(friendlyName, Close(element.ToString(SaveOptions.DisableFormatting)));

    /// <summary>Looks whether all keys can be read, and encrypts those that are to be.</summary>
    /// <param name="cancellationToken">Not used: it takes a moment.</param>
    /// <returns>When it is done.</returns>
    /// <exception cref="ArgumentException">A key cannot be read: the master key is missing, or another one.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var keys = _store.Read();
        var changed = 0;
        foreach (var key in keys)
        {
            var clear = Open(key.Xml).ToString(SaveOptions.DisableFormatting);
            if (_master is null || XElement.Parse(key.Xml).Attribute(KeyName)?.Value == _master.Id) continue;
            _store.Replace(key, Close(clear));
            changed++;
        }

        if (_master is null) LogClear(_logger);
        if (changed > 0) LogSealed(_logger, changed);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Close(string xml) => _master is null ? xml : new XElement(Sealed, new XAttribute(KeyName, _master.Id), _master.Seal(xml)).ToString(SaveOptions.DisableFormatting);

    private XElement Open(string xml)
    {
        var element = XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        if (element.Name != Sealed) return element;
        if (_master is null) throw new ArgumentException("Security:MasterKey is not set, and the keys of the stored secrets are encrypted by one.");
        return _master.Open(element.Attribute(KeyName)?.Value ?? "", element.Value) is { } clear
            ? XElement.Parse(clear, LoadOptions.PreserveWhitespace)
            : throw new ArgumentException("Security:MasterKey is not the one that encrypted the keys of the stored secrets; set that one, or name it in Security:OldMasterKeys.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whoever has the database can read the secrets in it: set Security:MasterKey")]
    private static partial void LogClear(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} keys of stored secrets are now encrypted by the master key")]
    private static partial void LogSealed(ILogger logger, int count);
}
