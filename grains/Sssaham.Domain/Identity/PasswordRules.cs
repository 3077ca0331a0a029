namespace Sssaham.Domain.Identity;

/// <summary>
/// Which passwords are refused, after NIST SP 800-63B: no composition rules, but a minimal length, and nothing that is guessed first:
/// common passwords (also with digits or signs around them or letters replaced), runs, repetitions, and the user's own names.
/// </summary>
public static class PasswordRules
{
    /// <summary>Fewest characters.</summary>
    public const int MinLength = 12;

    /// <summary>Most characters: hashing takes time by length.</summary>
    public const int MaxLength = 128;

    /// <summary>Fewest different characters.</summary>
    public const int MinDifferent = 5;
    private const int MinName = 4;

    /// <summary>Finds what is wrong with a password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="names">Names of the user: user name, e-mail address.</param>
    /// <returns>The reason; null when it is fine.</returns>
    public static string? Problem(string password, params IReadOnlyList<string?> names)
    {
        if (password.Length is < MinLength or > MaxLength) return $"must have {MinLength} to {MaxLength} characters.";
        if (password.Distinct().Count() < MinDifferent) return $"must have at least {MinDifferent} different characters.";
        var plain = Plain(password);
        foreach (var name in names)
        {
            var part = name?.Split('@')[0];
            if (part is { Length: >= MinName } && (password.Contains(part, StringComparison.OrdinalIgnoreCase) || plain.Contains(Plain(part), StringComparison.Ordinal))) return "must not contain the name or e-mail address.";
        }

        var lower = password.ToLowerInvariant();
        string[] forms = [lower, plain, Core(lower), Core(plain), Plain(Core(lower))];
        if (forms.Any(CommonPasswords.All.Contains)) return "is one of the most common passwords, or close to one.";
        return IsRun(lower) ? "must not be a run such as 1234567890 or abcdefghij." : null;
    }

    /// <summary>Lower case, with the usual replacements of letters undone.</summary>
    private static string Plain(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = char.ToLowerInvariant(from[i]) switch { '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', var other => other };
        }
    });

    /// <summary>Without the digits and signs at both ends.</summary>
    private static string Core(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && !char.IsLetter(text[start])) start++;
        while (end > start && !char.IsLetter(text[end - 1])) end--;
        return text[start..end];
    }

    private static bool IsRun(string text)
    {
        var steps = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (Math.Abs(text[i] - text[i - 1]) <= 1 || (text[i - 1] == '9' && text[i] == '0')) steps++;
        }

        return steps >= text.Length - 2;
    }
}
