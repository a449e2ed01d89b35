using System.Collections.Concurrent;
using ControlPlane.DuckDb;
using ControlPlane.DuckDb.Native;
using ControlPlane.DuckDb.Reading;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>The texts of COPY that files of models are written by: put together here, of a query and a place that may be written to, so that a session can tell them from others.</summary>
internal sealed class ExternalCopies
{
    private readonly ConcurrentDictionary<string, string> _queries = new(StringComparer.Ordinal);

    /// <param name="place">As <see cref="ExternalFiles.Prepare"/> gave it.</param>
    public string Make(string query, string place, string options)
    {
        var text = $"copy (\n{query}\n) to {DuckDbIdentifier.Literal(place)} ({options})";
        _queries[text] = query;
        return text;
    }

    /// <summary>Once: the text is nobody's any more after that.</summary>
    /// <exception cref="DuckDbException">The text was not made here, or its query is more than a query.</exception>
    public void Take(nint connection, string text)
    {
        if (!_queries.TryRemove(text.Trim(), out var query)) throw new DuckDbException("Permission Error: models do not COPY; files are written by the materialization 'external' alone");
        // A bracket that closes more than it opened would bring a place of its own.
        DuckDbScript.CheckOne(connection, query);
    }
}
