using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>A share of the names, or of the e-mail addresses, of all users; keys by <see cref="UserIndex"/>. A name belongs to one user.</summary>
[Alias("Sssaham.IUserIndexGrain")]
public interface IUserIndexGrain : IGrainWithStringKey
{
    /// <summary>Reserves a name.</summary>
    /// <param name="name">The normalized name.</param>
    /// <param name="userId">For whom.</param>
    /// <param name="insteadOf">The owner from which it is taken, whose user is gone; null to take none away.</param>
    /// <returns>Whose it is now.</returns>
    [Alias("Reserve")]
    Task<string> ReserveAsync(string name, string userId, string? insteadOf);

    /// <summary>Whose a name is.</summary>
    /// <param name="name">The normalized name.</param>
    /// <returns>The user id; null for nobody's.</returns>
    [AlwaysInterleave]
    [Alias("Find")]
    Task<string?> FindAsync(string name);

    /// <summary>Gives a name back.</summary>
    /// <param name="name">The normalized name.</param>
    /// <param name="userId">Whose it was; nothing happens when it is another's.</param>
    /// <returns>When it is free.</returns>
    [Alias("Release")]
    Task ReleaseAsync(string name, string userId);

    /// <summary>Names in ordinal order.</summary>
    /// <param name="after">The name before; null from the first.</param>
    /// <param name="limit">Most names.</param>
    /// <returns>Names with user ids.</returns>
    [AlwaysInterleave]
    [Alias("List")]
    Task<IndexEntry[]> ListAsync(string? after, int limit);

    /// <summary>Whether a reservation is so old that whoever made it has finished, or never will.</summary>
    /// <param name="name">The normalized name.</param>
    /// <returns>True after a minute.</returns>
    [AlwaysInterleave]
    [Alias("IsSettled")]
    Task<bool> IsSettledAsync(string name);
}

/// <summary>A name and whose it is.</summary>
/// <param name="Name">The normalized name.</param>
/// <param name="UserId">The user.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.IndexEntry")]
public sealed record IndexEntry([property: Id(0)] string Name, [property: Id(1)] string UserId);

/// <summary>Which share of an index a name is in.</summary>
public static class UserIndex
{
    /// <summary>Shares of an index: a hundred thousand users are some four hundred names in each.</summary>
    public const int Shares = 256;

    /// <summary>The index of user names.</summary>
    public const string Names = "name";

    /// <summary>The index of e-mail addresses.</summary>
    public const string Emails = "email";

    /// <summary>The share of a name.</summary>
    /// <param name="index"><see cref="Names"/> or <see cref="Emails"/>.</param>
    /// <param name="name">The normalized name.</param>
    /// <returns>Key of the grain.</returns>
    public static string KeyOf(string index, string name) => KeyOf(index, (int)(StableHash.Of(name) % Shares));

    /// <summary>A share by its number.</summary>
    /// <param name="index"><see cref="Names"/> or <see cref="Emails"/>.</param>
    /// <param name="share">0 to 255.</param>
    /// <returns>Key of the grain.</returns>
    public static string KeyOf(string index, int share) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{index}/{share}");
}
