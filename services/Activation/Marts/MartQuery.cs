namespace ControlPlane.Activation.Marts;

/// <summary>What a caller asks of one mart, validated against its columns.</summary>
/// <param name="Order">In this order, then by the remaining columns.</param>
/// <param name="Limit">Null: every row.</param>
/// <param name="After">Where the page before ended; null: from the start.</param>
/// <param name="ForSpreadsheet">CSV cells that a spreadsheet would take for formulas get an apostrophe before them.</param>
internal sealed record MartQuery(
    MartTable Table, IReadOnlyList<MartColumn> Columns, IReadOnlyList<MartFilter> Filters, IReadOnlyList<OrderedColumn> Order, int? Limit, MartPosition? After, RowFormat Format, bool ForSpreadsheet);

internal sealed record OrderedColumn(MartColumn Column, bool Descending);

/// <summary>The place of a row in the order of a query.</summary>
/// <param name="Values">What the rows are ordered by, as text, of the last row before the place.</param>
/// <param name="Repeats">How many rows with exactly these values came before the place.</param>
internal sealed record MartPosition(IReadOnlyList<string?> Values, int Repeats);
