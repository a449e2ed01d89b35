using System.Text;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Projects;

/// <summary>What a relation of ours may be called.</summary>
internal static class ModelNames
{
    /// <summary>What is wrong with the name and how to put it right; null when nothing is.</summary>
    public static (string Message, string Fix)? Check(string name, int maxBytes)
    {
        if (name.Length == 0 || name.Any(character => character is '"' or '\'' or '\\' or '/' or '.' || char.IsControl(character)) || char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
            return ($"'{name}' cannot name a model.", "Leave out quotes, dots, slashes, control characters, and blanks at the ends.");
        if (name == WarehouseNames.PublishedTable) return ($"'{name}' is what publishing keeps its own record in.", "Choose another name.");
        var bytes = Encoding.UTF8.GetByteCount(name);
        return bytes > maxBytes ? ($"'{name}' has {bytes} bytes, and the warehouse keeps {maxBytes}.", "Choose a shorter name, or set a shorter 'alias'.") : null;
    }
}
