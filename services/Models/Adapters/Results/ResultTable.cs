namespace ControlPlane.Models.Adapters;

/// <summary>
/// Rows that a statement gave. Values are null, bool, long, BigInteger, decimal, double, string, DateTime, DateTimeOffset, DateOnly, TimeSpan, or text
/// for what has no such type. Templates see it as the table that <c>run_query</c> gives.
/// </summary>
public sealed partial class ResultTable(IReadOnlyList<ResultColumn> columns, IReadOnlyList<object?[]> rows)
{
    public static ResultTable Empty { get; } = new([], []);

    public IReadOnlyList<ResultColumn> Columns => columns;

    public IReadOnlyList<object?[]> Rows => rows;

    /// <summary>The file that it was read from; null for what a statement gave.</summary>
    public FileRows? Origin { get; init; }
}

/// <param name="File">Relative to the project's folder.</param>
/// <param name="Lines">Of each row in it, from 1.</param>
public sealed record FileRows(string File, IReadOnlyList<int> Lines);

/// <param name="DataType">The engine's name of the type; of a table that was read from a file, empty.</param>
/// <param name="Kind">What the values are, where that was found out from texts; null to tell from the values.</param>
public sealed record ResultColumn(string Name, string DataType, ValueKind? Kind = null);

/// <summary>What a column of a table holds.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1720", Justification = "What templates call the kinds.")]
public enum ValueKind { Integer, Number, Date, DateTime, Boolean, Text }
