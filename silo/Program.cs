// The host of a silo on its own; the embedded default runs the same parts inside the gateway.
await Task.CompletedTask;
