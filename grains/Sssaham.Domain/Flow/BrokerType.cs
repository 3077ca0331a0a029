using System.Text;

namespace Sssaham.Domain.Flow;

/// <summary>What a broker summary says of a row's money.</summary>
public enum BrokerType : byte
{
    /// <summary>Nothing, or a word that is not known.</summary>
    Unknown = 0,

    /// <summary><c>Asing</c>: foreign.</summary>
    Foreign = 1,

    /// <summary><c>Lokal</c>: local.</summary>
    Local = 2,

    /// <summary><c>Pemerintah</c>: government.</summary>
    Government = 3,

    /// <summary><c>Retail</c>: no real file has it, but the flow specification's rule for smart money names it.</summary>
    Retail = 4,
}

/// <summary>The words for the types in broker summaries.</summary>
public static class BrokerTypes
{
    /// <summary>Reads the word of a file, in any case.</summary>
    /// <param name="word">UTF-8 text.</param>
    /// <returns>The type; <see cref="BrokerType.Unknown"/> for any other word.</returns>
    public static BrokerType Parse(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "Lokal") ? BrokerType.Local
        : Ascii.EqualsIgnoreCase(word, "Asing") ? BrokerType.Foreign
        : Ascii.EqualsIgnoreCase(word, "Pemerintah") ? BrokerType.Government
        : Ascii.EqualsIgnoreCase(word, "Retail") ? BrokerType.Retail
        : BrokerType.Unknown;
}
