namespace ControlPlane.Activation.Marts;

/// <summary>How a column's values become JSON, and what can be asked of them.</summary>
internal enum ColumnKind
{
    /// <summary>A string: text, dates (ISO 8601), times, UUIDs, enumerations and whatever else has only a text form.</summary>
    Text,

    /// <summary>A number with all its digits; NaN and the infinities are strings.</summary>
    Number,

    Boolean,

    /// <summary>A string in ISO 8601 without offset.</summary>
    Timestamp,

    /// <summary>A string in ISO 8601, in UTC.</summary>
    TimestampTz,

    /// <summary>The JSON itself; arrays and composite values too.</summary>
    Json,
}
