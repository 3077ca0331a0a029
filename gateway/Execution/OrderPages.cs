using System.Buffers.Text;
using System.Text;
using Sssaham.Domain.Execution;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>
/// Pages over the orders of accounts, newest first. A cursor names, for each account of which orders were shown, the ordinal of the
/// last one; what is made after the first page comes on top of a new first page, or at its account's turn.
/// </summary>
internal static class OrderPages
{
    /// <summary>Reads a cursor.</summary>
    /// <returns>False when it is none that was given out; no text is the first page, and fine.</returns>
    public static bool TryParse(string? text, out IReadOnlyDictionary<string, long> before)
    {
        var read = new Dictionary<string, long>(StringComparer.Ordinal);
        before = read;
        if (string.IsNullOrEmpty(text)) return true;
        var bytes = new byte[text.Length];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length)) return false;
        foreach (var part in Encoding.UTF8.GetString(bytes, 0, length).Split(','))
        {
            if (!OrderId.TryParse(part, out var account, out var ordinal) || !AccountId.IsValid(account)) return false;
            read[account] = ordinal;
        }

        return true;
    }

    /// <summary>Writes a cursor.</summary>
    public static string Write(IReadOnlyDictionary<string, long> before) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(',', before.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => OrderId.Of(b.Key, b.Value)))));

    /// <summary>Merges the newest orders of accounts.</summary>
    /// <param name="accounts">The orders of each account, newest first: one more than the limit where there are so many.</param>
    /// <param name="before">The cursor of the page.</param>
    /// <param name="limit">Most orders of the page.</param>
    /// <returns>The page, and the cursor of the next; null at the end.</returns>
    public static (IReadOnlyList<OrderView> Page, IReadOnlyDictionary<string, long>? Next) Merge(IReadOnlyList<OrderView[]> accounts, IReadOnlyDictionary<string, long> before, int limit)
    {
        var page = new List<OrderView>(limit);
        var next = new Dictionary<string, long>(before, StringComparer.Ordinal);
        var heads = new PriorityQueue<(OrderView[] Orders, int Index), (long CreatedUs, string Account)>(Comparer<(long CreatedUs, string Account)>.Create((a, b) =>
            a.CreatedUs != b.CreatedUs ? b.CreatedUs.CompareTo(a.CreatedUs) : string.CompareOrdinal(a.Account, b.Account)));
        foreach (var orders in accounts) Put(orders, 0);
        while (page.Count < limit && heads.TryDequeue(out var head, out _))
        {
            var order = head.Orders[head.Index];
            page.Add(order);
            if (OrderId.TryParse(order.Id, out var account, out var ordinal)) next[account] = ordinal;
            Put(head.Orders, head.Index + 1);
        }

        return (page, heads.Count > 0 ? next : null);

        void Put(OrderView[] orders, int index)
        {
            if (index < orders.Length) heads.Enqueue((orders, index), (orders[index].CreatedUs, orders[index].AccountId));
        }
    }

    /// <summary>The ordinal before which an account goes on; null from its newest.</summary>
    public static long? Of(this IReadOnlyDictionary<string, long> before, string account) => before.TryGetValue(account, out var ordinal) ? ordinal : null;
}
