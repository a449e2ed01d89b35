using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Fleet;

/// <summary>The same graph for another place: nodes and sources of its own, which hold what does not change in common.</summary>
internal static class ManifestCopy
{
    public static Manifest Of(Manifest manifest, ProjectSet projects, Invocation invocation)
    {
        var copy = new Manifest
        {
            Projects = projects, Invocation = invocation, Trace = manifest.Trace, Macros = manifest.Macros, Docs = manifest.Docs, Exposures = manifest.Exposures, Groups = manifest.Groups, Metrics = manifest.Metrics, SemanticModels = manifest.SemanticModels, SavedQueries = manifest.SavedQueries,
            Selectors = manifest.Selectors, Warnings = manifest.Warnings,
        };
        copy.Nodes.EnsureCapacity(manifest.Nodes.Count);
        foreach (var (id, node) in manifest.Nodes) copy.Nodes.Add(id, Of(node));
        foreach (var (id, source) in manifest.Sources) copy.Sources.Add(id, (SourceDefinition)source.Shallow());
        foreach (var (id, test) in manifest.UnitTests) copy.UnitTests.Add(id, (UnitTest)test.Shallow());
        foreach (var (id, nodes) in manifest.Disabled) copy.Disabled.Add(id, nodes.ConvertAll(node => node is ManifestNode own ? Of(own) : node.Shallow()));
        return copy;
    }

    public static ManifestNode Of(ManifestNode node)
    {
        var copy = (ManifestNode)node.Shallow();
        (copy.IsCompiled, copy.CompiledCode, copy.OwnCode, copy.CompileInputs, copy.ExtraCtesInjected, copy.CompiledPath, copy.BuildPath) = (false, null, null, null, false, null, null);
        if (!HasForeignKey(node)) return copy;

        // Compiling puts relations into them.
        copy.Constraints = node.Constraints.ConvertAll(constraint => new Dictionary<string, object?>(constraint, StringComparer.Ordinal));
        copy.Columns = node.Columns.ToDictionary(pair => pair.Key, pair => Of(pair.Value), StringComparer.Ordinal);
        return copy;
    }

    private static bool HasForeignKey(ManifestNode node) =>
        node.Constraints.Exists(constraint => constraint.ContainsKey("to")) || node.Columns.Values.Any(column => column.Constraints.Exists(constraint => constraint.ContainsKey("to")));

    private static ColumnInfo Of(ColumnInfo column) => column.Constraints.Count == 0 ? column : new ColumnInfo
    {
        Name = column.Name, Description = column.Description, DataType = column.DataType, Quote = column.Quote, Meta = column.Meta, Tags = column.Tags, Granularity = column.Granularity,
        Config = column.Config, DocBlocks = column.DocBlocks, Extra = column.Extra,
        Constraints = column.Constraints.ConvertAll(constraint => new Dictionary<string, object?>(constraint, StringComparer.Ordinal)),
    };
}
