using System.Runtime.InteropServices;

namespace ControlPlane.DuckDb.Native;

/// <summary>DuckDB's own words about what failed, which begin with the kind of error.</summary>
internal sealed class DuckDbException(string message) : Exception(message)
{
    public bool IsInterrupt => Is("INTERRUPT Error");

    public bool IsCatalog => Is("Catalog Error");

    /// <summary>Nothing is wrong with the statement.</summary>
    public bool IsPassing => Is("IO Error") || Is("Connection Error") || Is("Out of Memory Error") || Is("TransactionContext Error") || Is("FATAL Error") || Is("INTERNAL Error") || IsInterrupt;

    public bool IsPermission => Is("Permission Error");

    /// <summary>The first line: those after it repeat the statement.</summary>
    public string Summary => Message.Split('\n', 2)[0].Trim();

    /// <param name="message">A text of DuckDB's, in UTF-8.</param>
    public static DuckDbException Of(nint message) => new(Marshal.PtrToStringUTF8(message) ?? "Unknown Error");

    private bool Is(string kind) => Message.StartsWith(kind, StringComparison.Ordinal);
}
