namespace Sssaham.Grains.Operations;

/// <summary>Looks at the place where the data is.</summary>
public interface IDataProbe
{
    /// <summary>Tries to write and looks for room.</summary>
    /// <returns>What is wrong; null when all is well.</returns>
    string? Check();
}
