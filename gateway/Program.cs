using Sssaham.Gateway.Hosting;
using Sssaham.Silo.Hosting;

try
{
    await using var app = GatewayHost.Build(args);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is DataFolderException or IOException or ArgumentException)
{
    // These are for the operator, not for a debugger: a folder that cannot be written, a port in use, a wrong setting.
    await Console.Error.WriteLineAsync($"Sssaham cannot start: {e.Message}");
    return 1;
}
