namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Which level triggered.</summary>
public enum PhantomReason : byte
{
    /// <summary>The stop.</summary>
    Stop = 0,

    /// <summary>The target.</summary>
    Target = 1,

    /// <summary>The trailing stop.</summary>
    Trail = 2,
}

/// <summary>Reasons as texts.</summary>
public static class PhantomReasonText
{
    /// <summary>The reason as the API writes it.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns><c>STOP</c>, <c>TARGET</c> or <c>TRAIL</c>.</returns>
    public static string Text(this PhantomReason reason) => reason switch
    {
        PhantomReason.Stop => "STOP",
        PhantomReason.Target => "TARGET",
        _ => "TRAIL",
    };
}
