using Sssaham.Domain.Execution;

namespace Sssaham.Grains.Execution;

/// <summary>
/// What new orders may spend: the broker's last word, less what open BUYs have taken since and plus what fills have brought since. The
/// broker's next word corrects it.
/// </summary>
internal sealed class AccountCash(decimal buyFeeRate)
{
    private decimal _flow;
    private (decimal Cash, decimal Flow, decimal Reserved)? _word;

    /// <summary>Notes a fill.</summary>
    public void Book(FillBooked fill)
    {
        var value = fill.Lots * fill.LotSize * fill.Price;
        _flow += (fill.Side == OrderSide.Sell ? value : -value) - fill.Fee;
    }

    /// <summary>Notes the broker's word. It has taken off what the orders that it knows may cost; held ones and those on the way it does not know.</summary>
    public void Word(decimal available, AccountState state) => _word = (available, _flow, state.OpenOrders.Where(o => o.Current is not null).Sum(Reserved));

    /// <summary>What may be spent, in currency; null while the broker has said nothing.</summary>
    public decimal? Available(AccountState state) => _word is null ? null : Total(state) - Reserved(state);

    /// <summary>What may be spent and what open BUYs have taken of it; null while the broker has said nothing.</summary>
    public decimal? Total(AccountState state) => _word is { } word ? word.Cash + (_flow - word.Flow) + word.Reserved : null;

    /// <summary>What open BUYs may still cost with their fees.</summary>
    public decimal Reserved(AccountState state) => state.Open.BuyValue * (1 + buyFeeRate);

    /// <summary>What an order may still cost with its fees; 0 for a SELL.</summary>
    public decimal Reserved(Order order) => OpenTotals.ValueOf(order) * (1 + buyFeeRate);
}
