using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Records;

/// <summary>Where the records of a page are, and which of them count.</summary>
internal sealed record RecordSelector(IReadOnlyList<Interpolated> FieldPath, Interpolated? Filter, bool TransformBeforeFiltering)
{
    public static ComponentKinds<RecordSelector> Kinds { get; } = new() { ["RecordSelector"] = Compile };

    private static ComponentKinds<Component> Extractors { get; } = new() { ["DpathExtractor"] = c => c };

    private static ComponentKinds<Component> Filters { get; } = new() { ["RecordFilter"] = c => c };

    private static RecordSelector? Compile(Component c)
    {
        if (c.Text("schema_normalization") is not (null or "None")) c.Refuse("schema_normalization");
        var extractor = c.Child("extractor", Extractors, required: true);
        extractor?.Refuse("record_expander");
        var path = extractor?.Templates("field_path", required: true);
        var filter = c.Child("record_filter", Filters)?.Template("condition");
        return path is null ? null : new(path, filter, c.Flag("transform_before_filtering"));
    }
}
