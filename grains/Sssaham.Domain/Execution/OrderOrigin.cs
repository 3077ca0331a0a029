namespace Sssaham.Domain.Execution;

/// <summary>Who made an order. Names are stored: never rename one.</summary>
public enum OrderOrigin : byte
{
    /// <summary>A caller of the API.</summary>
    Api = 1,

    /// <summary>A phantom stop or target.</summary>
    Phantom = 2,

    /// <summary>Somebody elsewhere: the broker told of it.</summary>
    Foreign = 3,
}
