namespace ControlPlane.Activation.Marts;

internal enum RowFormat
{
    /// <summary>One object with <c>rows</c> and <c>next</c>.</summary>
    Json,

    /// <summary>RFC 4180 with a header line.</summary>
    Csv,

    /// <summary>One object a line.</summary>
    Ndjson,
}
