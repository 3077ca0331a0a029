using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>A user's notifications as one list: the newest with the user, older ones on pages of fifty, and what is older than those forgotten.</summary>
internal sealed class NotificationPages(NotificationState state, Func<long, INotificationPageGrain> page)
{
    /// <summary>Notifications of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Pages of a user.</summary>
    public const int MostPages = 200;

    /// <summary>Pages that one list reads.</summary>
    private const int ReadAtOnce = 10;

    /// <summary>How many were not read.</summary>
    public int Unread => state.Items.Count(i => !i.IsRead(state.Epoch)) + state.Pages.Sum(p => p.Unread);

    /// <summary>From which number on all are kept, but those that the user deleted.</summary>
    public long Kept => state.Pages is [var first, ..] ? first.First : Oldest;

    private long Oldest => state.Items is [var item, ..] ? Math.Min(item.Number, FirstOfItems) : FirstOfItems;

    /// <summary>The first number that is not on a page and never was.</summary>
    private long FirstOfItems => state.Pages is [.., var last] ? last.Last + 1 : 1;

    /// <summary>Moves the oldest of those with the user to a page, when they are too many. The page is stored when this returns; what is with the user is not.</summary>
    public async Task TurnAsync()
    {
        while (state.Items.Count >= 2 * PageSize)
        {
            NotificationItem[] items = [.. state.Items.Take(PageSize)];
            var number = state.Pages is [.., var before] ? before.Page + 1 : 1;
            // One that was written and not noted is written again under the same number.
            await page(number).PutAsync(items);
            state.Pages.Add(new PageFigures(number, FirstOfItems, items[^1].Number, items.Count(i => !i.IsRead(state.Epoch))));
            state.Items.RemoveRange(0, PageSize);
            if (state.Pages.Count <= MostPages) continue;
            await page(state.Pages[0].Page).ClearAsync();
            state.Pages.RemoveAt(0);
        }
    }

    public async Task<NotificationList> ListAsync(NotificationQuery query)
    {
        var found = new List<NotificationItem>();
        var before = query.Before ?? long.MaxValue;
        if (Take(state.Items)) return Page(found[^1].Number);
        var read = 0;
        for (var i = state.Pages.Count - 1; i >= 0; i--)
        {
            var figures = state.Pages[i];
            if (figures.First >= before || (query.UnreadOnly && figures.Unread == 0)) continue;
            if (read++ == ReadAtOnce) return Page(figures.Last + 1);
            if (Take(await page(figures.Page).GetAsync())) return Page(found[^1].Number);
        }

        return Page(null);

        bool Take(IReadOnlyList<NotificationItem> items)
        {
            for (var i = items.Count - 1; i >= 0; i--)
            {
                var item = items[i];
                if (item.Number >= before || (query.Kind is not null && item.Kind != query.Kind) || (query.UnreadOnly && item.IsRead(state.Epoch))) continue;
                if (found.Count == query.Limit) return true;
                found.Add(Shown(item));
            }

            return false;
        }

        NotificationList Page(long? next) => new([.. found], next, Unread, state.Last);
    }

    public async Task<NotificationsSince> SinceAsync(long after, int limit)
    {
        var found = new List<NotificationItem>();
        foreach (var figures in state.Pages)
        {
            if (figures.Last <= after || found.Count >= limit) continue;
            found.AddRange((await page(figures.Page).GetAsync()).Where(i => i.Number > after));
        }

        found.AddRange(state.Items.Where(i => i.Number > after));
        return new NotificationsSince([.. found.Take(limit).Select(Shown)], state.Last, Kept);
    }

    /// <summary>Changes notifications, wherever they are; those on pages are stored when this returns.</summary>
    /// <param name="numbers">Their numbers.</param>
    /// <param name="change">The change; null removes it.</param>
    /// <returns>The notifications that there were, as they are now; null for one that was removed.</returns>
    public async Task<IReadOnlyList<NotificationItem?>> ChangeAsync(IReadOnlySet<long> numbers, Func<NotificationItem, NotificationItem?> change)
    {
        var changed = new List<NotificationItem?>();
        for (var i = state.Pages.Count - 1; i >= 0; i--)
        {
            var figures = state.Pages[i];
            if (!numbers.Any(n => n >= figures.First && n <= figures.Last)) continue;
            var grain = page(figures.Page);
            var next = Apply(await grain.GetAsync());
            await grain.PutAsync([.. next]);
            state.Pages[i] = figures with { Unread = next.Count(n => !n.IsRead(state.Epoch)) };
        }

        state.Items = Apply(state.Items);
        return changed;

        List<NotificationItem> Apply(IReadOnlyList<NotificationItem> items)
        {
            var kept = new List<NotificationItem>(items.Count);
            foreach (var item in items)
            {
                if (!numbers.Contains(item.Number))
                {
                    kept.Add(item);
                    continue;
                }

                var next = change(item);
                changed.Add(next is null ? null : Shown(next));
                if (next is not null) kept.Add(next);
            }

            return kept;
        }
    }

    /// <summary>Marks all of them, without touching any.</summary>
    public void ReadAll()
    {
        state.Epoch++;
        for (var i = 0; i < state.Pages.Count; i++) state.Pages[i] = state.Pages[i] with { Unread = 0 };
    }

    private NotificationItem Shown(NotificationItem item) => item with { Read = item.IsRead(state.Epoch) };
}
