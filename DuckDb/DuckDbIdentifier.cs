namespace ControlPlane.DuckDb;

/// <summary>The one place where a name becomes part of a statement.</summary>
internal static class DuckDbIdentifier
{
    /// <exception cref="ArgumentException">Empty, or holding a NUL.</exception>
    public static string Quote(string identifier)
    {
        if (identifier.Length == 0 || identifier.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException($"'{identifier}' cannot be a DuckDB identifier: it must not be empty or hold a NUL.", nameof(identifier));
        return $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A text as a constant.</summary>
    public static string Literal(string text) => $"'{text.Replace("\0", "", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
