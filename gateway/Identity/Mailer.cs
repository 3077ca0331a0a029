using Microsoft.AspNetCore.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>
/// Mails tokens and notices. A mail that cannot be sent is logged and not told: whether there was anything to send is not for whoever asked, and a
/// user that has just registered exists.
/// </summary>
internal sealed partial class Mailer(UserManager<UserAccount> users, IUserMailSender sender, ILogger<Mailer> logger)
{
    /// <summary>Mails a token with which a user confirms its address; none when one went out less than a minute ago.</summary>
    public async Task ConfirmAsync(UserAccount user)
    {
        var token = await users.GenerateEmailConfirmationTokenAsync(user);
        if (token.Length > 0) await SendAsync(user, () => sender.SendConfirmationLinkAsync(user, user.Email, $"POST /api/v1/security/confirm-email {{\"userId\":\"{user.Id}\",\"token\":\"{token}\"}}"));
    }

    /// <summary>Mails a token with which a user sets a new password.</summary>
    /// <returns>False when one went out less than a minute ago.</returns>
    public async Task<bool> ResetAsync(UserAccount user)
    {
        var token = await users.GeneratePasswordResetTokenAsync(user);
        if (token.Length == 0) return false;
        await SendAsync(user, () => sender.SendPasswordResetCodeAsync(user, user.Email, $"On the dashboard: /reset-password#userId={user.Id}&token={token}\nOr: POST /api/v1/security/reset-password {{\"userId\":\"{user.Id}\",\"token\":\"{token}\",\"password\":\"…\"}}"));
        return true;
    }

    /// <summary>Tells a user what was changed of how it signs in, so that it notices when it was somebody else.</summary>
    /// <param name="user">The user.</param>
    /// <param name="what">What was done, as the end of "Your …".</param>
    /// <param name="ip">From where; null when not known.</param>
    public Task ChangedAsync(UserAccount user, string what, string? ip) => SendAsync(user, () => sender.SendNoticeAsync(
        user,
        user.Email,
        $"Your {what}",
        $"Hello {user.UserName},\n\nyour {what}{(ip is null ? "" : $", from the address {ip}")}. If it was not you: set a new password, look at your sessions, and tell an admin."));

    private async Task SendAsync(UserAccount user, Func<Task> send)
    {
        try
        {
            await send();
        }
#pragma warning disable CA1031 // A sender may fail in any way.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotSent(logger, e, user.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A mail to the user {User} could not be sent")]
    private static partial void LogNotSent(ILogger logger, Exception cause, string user);
}
