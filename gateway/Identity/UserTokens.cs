using Microsoft.AspNetCore.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Tokens that are mailed: random, kept with the user as hashes, good for an hour and until what signs in changes. Any gateway checks them.</summary>
internal sealed class UserTokens(IGrainFactory grains) : IUserTwoFactorTokenProvider<UserAccount>
{
    /// <summary>Its name among Identity's providers.</summary>
    public const string Name = "mailed";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<UserAccount> manager, UserAccount user) => Task.FromResult(false);

    /// <summary>Makes a token; empty when one went out less than a minute ago.</summary>
    public async Task<string> GenerateAsync(string purpose, UserManager<UserAccount> manager, UserAccount user)
    {
        var token = Secrets.New();
        return await grains.GetGrain<IUserGrain>(user.Id).IssueTokenAsync(purpose, Secrets.Hash(token), Lifetime) ? token : "";
    }

    /// <inheritdoc/>
    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<UserAccount> manager, UserAccount user) =>
        token.Length is > 0 and <= 128 && await grains.GetGrain<IUserGrain>(user.Id).HasTokenAsync(purpose, Secrets.Hash(token));
}
