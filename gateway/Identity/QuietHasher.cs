using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>
/// Hashes passwords as Identity does, on threads to which the operating system gives a tenth of what it gives to others: a hash is a tenth
/// of a second of a processor, and an order must not wait for it. The lowest priority would give a seventieth: by that a sign-in takes
/// seconds where all processors are busy, and orders were none the faster for it.
/// </summary>
internal sealed partial class QuietHasher(IOptions<PasswordHasherOptions> options) : IPasswordHasher<UserAccount>
{
    private const int ThisThread = 0;
    private const int Low = 10;
    private readonly PasswordHasher<UserAccount> _hasher = new(options);

    /// <inheritdoc/>
    public string HashPassword(UserAccount user, string password) => Quietly(() => _hasher.HashPassword(user, password));

    /// <inheritdoc/>
    public PasswordVerificationResult VerifyHashedPassword(UserAccount user, string hashedPassword, string providedPassword) =>
        Quietly(() => _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword));

    private static T Quietly<T>(Func<T> work)
    {
        var result = default(T)!;
        ExceptionDispatchInfo? fault = null;
        var thread = new Thread(() =>
        {
            // .NET's priorities do nothing on Linux, where a thread has a nice value of its own. A thread that keeps its priority hashes all the same.
            if (OperatingSystem.IsLinux()) _ = SetPriority(ThisThread, 0, Low);
            try
            {
                result = work();
            }
#pragma warning disable CA1031 // It is thrown where the work was asked for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Priority = ThreadPriority.Lowest };
        thread.Start();
        thread.Join();
        fault?.Throw();
        return result;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
