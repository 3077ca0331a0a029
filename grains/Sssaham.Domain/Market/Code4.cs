using System.Diagnostics.CodeAnalysis;

namespace Sssaham.Domain.Market;

/// <summary>A code of at most four ASCII characters (a broker, a board), held in four bytes so that a trade stays small.</summary>
/// <param name="Packed">The characters, the first in the highest byte; 0 is the empty code.</param>
public readonly record struct Code4(uint Packed)
{
    /// <summary>Whether there is no code.</summary>
    public bool IsEmpty => Packed == 0;

    /// <summary>Reads a code of up to four printable ASCII characters; letters become upper case.</summary>
    /// <param name="text">The text; empty gives the empty code.</param>
    /// <param name="code">The code read.</param>
    /// <returns>False when the text is longer or holds anything but letters, digits, <c>-</c> or <c>_</c>.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out Code4 code)
    {
        code = default;
        if (text.Length > 4) return false;
        uint packed = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= (byte)'a' and <= (byte)'z') c -= 32;
            var known = c is >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'_';
            if (!known) return false;
            packed |= (uint)c << (24 - (8 * i));
        }

        code = new Code4(packed);
        return true;
    }

    /// <summary>Reads a code that is known to be well formed, for constants and tests.</summary>
    /// <param name="text">Up to four characters.</param>
    /// <returns>The code.</returns>
    /// <exception cref="FormatException">The text is no such code.</exception>
    public static Code4 Parse([NotNull] string text)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (text.Length > 4 || !System.Text.Encoding.ASCII.TryGetBytes(text, bytes, out var n) || !TryParse(bytes[..n], out var code))
            throw new FormatException($"'{text}' is not a code of up to four letters or digits.");
        return code;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Packed == 0) return "";
        Span<char> chars = stackalloc char[4];
        var n = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            var c = (char)((Packed >> shift) & 0xFF);
            if (c != 0) chars[n++] = c;
        }

        return new string(chars[..n]);
    }
}
