using System.Diagnostics;

namespace Sssaham.GrainInterfaces;

/// <summary>What the areas' spans have in common.</summary>
public static class Traces
{
    /// <summary>Starts a span: within the trace under way, or as one of its own when that one is not recorded. Within an asynchronous method
    /// only, for what is under way there changes.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The span; null without a listener.</returns>
    public static Activity? Begin(this ActivitySource source, string name)
    {
        if (!source.HasListeners()) return null;
        // A call that nobody traced carries a trace all the same, which says that nothing of it is recorded.
        if (Activity.Current is { Recorded: false }) Activity.Current = null;
        return source.StartActivity(name);
    }
}
