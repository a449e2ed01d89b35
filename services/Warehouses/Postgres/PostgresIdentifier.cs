namespace ControlPlane.Warehouses.Postgres;

/// <summary>The one place where a name becomes part of a statement.</summary>
public static class PostgresIdentifier
{
    /// <exception cref="ArgumentException">Empty, longer than 63 bytes, or holding a NUL.</exception>
    public static string Quote(string identifier)
    {
        if (identifier.Length == 0 || identifier.Contains('\0') || System.Text.Encoding.UTF8.GetByteCount(identifier) > 63)
            throw new ArgumentException($"'{identifier}' cannot be a PostgreSQL identifier: it must have 1 to 63 bytes and no NUL.", nameof(identifier));
        return $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
