using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.Silo.Notifications;

namespace Sssaham.Gateway.Identity;

/// <summary>Users: services and endpoints.</summary>
internal static class IdentitySetup
{
    public static void AddUsers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IdentitySettings>().Bind(configuration.GetSection(IdentitySettings.Section)).Validate(s => s.IsSound(), "Identity: a setting is out of its range.").ValidateOnStart();
        services.AddIdentityCore<UserAccount>(o =>
        {
            o.User.RequireUniqueEmail = true;
            o.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
            // What matters is told by our own rules.
            (o.Password.RequireDigit, o.Password.RequireLowercase, o.Password.RequireUppercase, o.Password.RequireNonAlphanumeric) = (false, false, false, false);
            (o.Password.RequiredLength, o.Password.RequiredUniqueChars) = (1, 1);
            (o.Lockout.MaxFailedAccessAttempts, o.Lockout.DefaultLockoutTimeSpan) = (5, TimeSpan.FromMinutes(15));
            o.Tokens.EmailConfirmationTokenProvider = UserTokens.Name;
            o.Tokens.PasswordResetTokenProvider = UserTokens.Name;
        }).AddUserStore<UserStore>().AddPasswordValidator<PasswordCheck>().AddUserValidator<UserCheck>().AddTokenProvider<UserTokens>(UserTokens.Name);
        services.AddOptions<PasswordHasherOptions>().Configure<IOptions<IdentitySettings>>((o, s) => o.IterationCount = s.Value.HashRounds);
        services.AddSingleton<IPasswordHasher<UserAccount>, QuietHasher>();
        services.AddSingleton<PasswordGate>();
        services.AddSingleton<TokenIssuer>();
        services.AddMailOutbox(configuration);
        services.AddSingleton<IUserMailSender, FileOutbox>();
        services.AddScoped<SignIn>();
        services.AddSingleton<AuditLog>();
        services.AddHostedService(p => p.GetRequiredService<AuditLog>());
        services.AddScoped<PasswordProof>();
        services.AddScoped<Mailer>();
    }

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapProfile();
        routes.MapTwoFactor();
        routes.MapApiKeys();
        routes.MapUserAdministration();
        routes.MapTickets();
        routes.MapAudit();
    }
}
