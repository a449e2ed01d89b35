using System.Collections.Concurrent;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing;

/// <summary>What parsing a project read of the invocation and the target: for others of the same values it gives the same. Safe for several threads.</summary>
internal sealed class ParseTrace
{
    private readonly Lock _gate = new();

    /// <summary>Of project files, property files and the macros that make names; <see cref="RenderInputs.Place"/> of files only.</summary>
    public RenderInputs Inputs { get; } = new();

    /// <summary>Texts of nodes that read something: whether they call the same where it is another is told by rendering them.</summary>
    public ConcurrentQueue<TracedCapture> Captures { get; } = new();

    /// <summary>The calls of macros that make names (component, package, custom name) that looked at where relations are.</summary>
    public ConcurrentDictionary<(string Component, string Package, string? Custom), bool> PlacedNames { get; } = new();

    public void Add(RenderInputs read, bool keepPlace = false)
    {
        if (read.IsEmpty) return;
        lock (_gate)
        {
            var place = Inputs.Place;
            Inputs.Add(read);
            Inputs.Place = keepPlace ? Inputs.Place : place;
        }
    }
}

/// <param name="Node">Whose.</param>
/// <param name="Text">What was rendered; null for a generic test.</param>
/// <param name="Database">The node's when it was rendered, as are <paramref name="Schema"/> and <paramref name="Alias"/>.</param>
internal sealed record TracedCapture(ManifestNode Node, string? Text, IReadOnlyDictionary<string, object?> Declared, NodeCapture Capture, string? Database, string Schema, string Alias);
