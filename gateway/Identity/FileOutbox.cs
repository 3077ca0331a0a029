using Sssaham.GrainInterfaces.Identity;
using Sssaham.Silo.Notifications;

namespace Sssaham.Gateway.Identity;

/// <summary>Mail about users goes into the outbox.</summary>
/// <param name="outbox">The outbox.</param>
internal sealed class FileOutbox(MailOutbox outbox) : IUserMailSender
{
    /// <inheritdoc/>
    public Task SendNoticeAsync(UserAccount user, string email, string subject, string text) => outbox.PutAsync(email, subject, text);

    /// <inheritdoc/>
    public Task SendConfirmationLinkAsync(UserAccount user, string email, string confirmationLink) => outbox.PutAsync(email, "Confirm your e-mail address", confirmationLink);

    /// <inheritdoc/>
    public Task SendPasswordResetLinkAsync(UserAccount user, string email, string resetLink) => outbox.PutAsync(email, "Reset your password", resetLink);

    /// <inheritdoc/>
    public Task SendPasswordResetCodeAsync(UserAccount user, string email, string resetCode) => outbox.PutAsync(email, "Reset your password", resetCode);
}
