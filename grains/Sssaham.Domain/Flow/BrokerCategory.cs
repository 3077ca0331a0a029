namespace Sssaham.Domain.Flow;

/// <summary>Whose money a broker mostly carries.</summary>
public enum BrokerCategory : byte
{
    /// <summary>Foreign money (the exchange's "Asing").</summary>
    Foreign = 0,

    /// <summary>Local funds and institutions.</summary>
    LocalFund = 1,

    /// <summary>Private investors.</summary>
    Retail = 2,
}

/// <summary>Names of the categories, and which of them are smart money.</summary>
public static class BrokerCategories
{
    private static readonly string[] Names = ["foreign", "local_fund", "retail"];

    /// <summary>Whether a category is smart money: everything but retail.</summary>
    /// <param name="category">The category.</param>
    /// <returns>True for foreign and local fund.</returns>
    public static bool IsSmart(this BrokerCategory category) => category != BrokerCategory.Retail;

    /// <summary>The name in the API.</summary>
    /// <param name="category">One of the three.</param>
    /// <returns><c>foreign</c>, <c>local_fund</c> or <c>retail</c>.</returns>
    public static string Text(this BrokerCategory category) => Names[(int)category];

    /// <summary>Reads a name as <see cref="Text"/> writes it.</summary>
    /// <param name="text">The name, lower case.</param>
    /// <param name="category">The category.</param>
    /// <returns>False for any other text.</returns>
    public static bool TryParse(string? text, out BrokerCategory category)
    {
        var i = Array.IndexOf(Names, text);
        category = (BrokerCategory)Math.Max(i, 0);
        return i >= 0;
    }
}
