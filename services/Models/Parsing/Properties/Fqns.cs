namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Fully qualified names of what is declared in a property file.</summary>
internal static class Fqns
{
    /// <summary>The package and the folders of a file.</summary>
    /// <param name="relativePath">Below the path it was found under, or any that begins there.</param>
    public static IEnumerable<string> Of(string package, string relativePath) => [package, .. relativePath.Split('/')[..^1]];

    /// <summary>As the reference names tests: the first folder of the package is left out, whatever the path it was found under.</summary>
    public static IEnumerable<string> OfTest(string package, string originalFilePath)
    {
        var parts = originalFilePath.Split('/');
        return [package, .. parts[..^1].Skip(1)];
    }
}
