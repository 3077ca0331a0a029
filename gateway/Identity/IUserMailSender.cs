using Microsoft.AspNetCore.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Sends mail to users: what ASP.NET Core Identity asks for, and notices of what was changed.</summary>
internal interface IUserMailSender : IEmailSender<UserAccount>
{
    /// <summary>Tells a user of something that was done with its account.</summary>
    /// <param name="user">The user.</param>
    /// <param name="email">Its address.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">The text.</param>
    Task SendNoticeAsync(UserAccount user, string email, string subject, string text);
}
