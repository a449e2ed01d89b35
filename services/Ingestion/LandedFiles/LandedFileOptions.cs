namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>How dropped files are read.</summary>
internal sealed record LandedFileOptions
{
    public static LandedFileOptions Default { get; } = new();

    /// <summary>How long a file must have been left unchanged before it counts as complete; default 2 s.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest line or record in bytes; default 64 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 << 20;

    /// <summary>So many bytes of a file's records are held back until it is known to be whole; default 8 MiB.</summary>
    public int HoldBackBytes { get; init; } = 8 << 20;

    /// <summary>What separates the fields of CSV files; null (the default) finds out among comma, semicolon, tab and bar.</summary>
    public char? CsvSeparator { get; init; }
}
