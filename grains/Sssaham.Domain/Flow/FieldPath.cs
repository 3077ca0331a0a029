using System.Globalization;

namespace Sssaham.Domain.Flow;

/// <summary>Where a field is in a file. The text is only made when an error needs it.</summary>
/// <param name="Parent">Path of the object or array, without a point at its end; empty for the file itself.</param>
/// <param name="Name">Name of the field; empty for the parent or its element itself.</param>
/// <param name="Element">Index in the array; -1 where the parent is none.</param>
internal readonly record struct FieldPath(string Parent, string Name, int Element = -1)
{
    public override string ToString()
    {
        var parent = Element < 0 ? Parent : string.Create(CultureInfo.InvariantCulture, $"{Parent}[{Element}]");
        return parent.Length == 0 ? Name : Name.Length == 0 ? parent : $"{parent}.{Name}";
    }
}
