namespace Sssaham.Domain.Execution;

/// <summary>How an order answers a signal.</summary>
public enum OrderStepKind : byte
{
    /// <summary>It stays in its state.</summary>
    Stay,

    /// <summary>It goes to <see cref="OrderStep.To"/>.</summary>
    Go,

    /// <summary>It works: Open, PartiallyFilled or Filled by its filled lots.</summary>
    Work,

    /// <summary>It stays, and the wish is kept until it can be carried out.</summary>
    Want,

    /// <summary>The command is refused.</summary>
    Refuse,
}

/// <summary>A cell of the transition table.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="To">The new state of <see cref="OrderStepKind.Go"/>.</param>
/// <param name="Oddity">What is unusual about it.</param>
public readonly record struct OrderStep(OrderStepKind Kind, OrderState To, OrderOddity Oddity)
{
    /// <summary>The state that the step leads to.</summary>
    /// <param name="order">The order, with the fills that the signal brought.</param>
    /// <returns>The state.</returns>
    public OrderState Target(Order order) => Kind switch
    {
        OrderStepKind.Go => To,
        OrderStepKind.Work => order.WorkingState,
        _ => order.State,
    };
}
