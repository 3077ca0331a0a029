using Sssaham.IpotSimulator;

// dotnet run --project tests/IpotSimulator [port]: a broker to try the execution against; it fills every order at once.
await using var server = await IpotServer.StartAsync(args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 5091);
server.Filling = Filling.AtOnce;
Console.WriteLine($"A simulated IPOT broker listens on {server.Address}; accounts {string.Join(", ", server.CustCodes)}. Ctrl-C stops it.");
var stopped = new TaskCompletionSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopped.TrySetResult();
};
await stopped.Task;
