using System.Data.Common;

namespace ControlPlane.Activation.Marts;

/// <summary>Writes rows in one format into the response's buffer.</summary>
internal interface IRowWriter
{
    string ContentType { get; }

    /// <summary>How many bytes wait to be flushed.</summary>
    long Unflushed { get; }

    void Start();

    void Row(DbDataReader reader);

    /// <param name="next">The cursor of the next page; null when there is none.</param>
    void End(string? next);

    /// <summary>Hands everything written to the pipe.</summary>
    void Flush();
}
