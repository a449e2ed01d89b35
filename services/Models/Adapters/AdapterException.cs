namespace ControlPlane.Models.Adapters;

/// <summary>The engine refused a statement or a session.</summary>
/// <param name="line">The line of the statement that is wrong, from 1; 0 when the engine does not say.</param>
/// <param name="code">The engine's own code (SQLSTATE), if any.</param>
public sealed class AdapterException(string message, string? sql = null, int line = 0, string? code = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string? Sql => sql;

    public int Line => line;

    public string? Code => code;

    /// <summary>The row, from 0, whose value does not fit, of those that were loaded; null when the engine does not say.</summary>
    public int? Row { get; init; }

    /// <summary>The column of that value, unquoted; null when the engine does not say.</summary>
    public string? Column { get; init; }
}
