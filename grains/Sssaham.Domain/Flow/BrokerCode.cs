namespace Sssaham.Domain.Flow;

/// <summary>Codes of exchange members.</summary>
public static class BrokerCode
{
    /// <summary>Whether a text is a broker code: two to four ASCII letters or digits.</summary>
    /// <param name="text">The text, in any case.</param>
    /// <returns>True for a usable code.</returns>
    public static bool IsCode(ReadOnlySpan<char> text)
    {
        if (text.Length is < 2 or > 4) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c)) return false;
        }

        return true;
    }

    /// <summary>Reads a code; letters become upper case.</summary>
    /// <param name="text">UTF-8 text.</param>
    /// <param name="code">The code.</param>
    /// <returns>False when the text is no code.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> text, out string code)
    {
        code = "";
        if (text.Length is < 2 or > 4) return false;
        Span<char> chars = stackalloc char[4];
        for (var i = 0; i < text.Length; i++) chars[i] = char.ToUpperInvariant((char)text[i]);
        if (!IsCode(chars[..text.Length])) return false;
        code = new string(chars[..text.Length]);
        return true;
    }
}
