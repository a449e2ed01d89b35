using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Records;

/// <summary>Where the records of a page are, and which of them count.</summary>
/// <param name="TransformBeforeFiltering">Null leaves it to the cursor: with one that filters by itself, transformations come first.</param>
/// <param name="NormalizesSchema">Values are brought to the types of the stream's schema.</param>
internal sealed record RecordSelector(IRecordExtractor Extractor, Interpolated? Filter, bool? TransformBeforeFiltering, bool NormalizesSchema)
{
    public static ComponentKinds<RecordSelector> Kinds { get; } = new() { ["RecordSelector"] = Compile };

    /// <summary>What may stand as <c>record_filter</c>; gives its component, whose condition is a template over <c>record</c>.</summary>
    public static ComponentKinds<Component> Filters { get; } = new() { ["RecordFilter"] = c => c };

    private static RecordSelector? Compile(Component c)
    {
        var normalization = c.Text("schema_normalization");
        if (normalization is not (null or "None" or "Default")) c.Error("schema_normalization", "one of None, Default");
        var extractor = c.Child("extractor", IRecordExtractor.Kinds, required: true);
        var filter = c.Child("record_filter", Filters)?.Template("condition");
        bool? transformFirst = c.Has("transform_before_filtering") ? c.Flag("transform_before_filtering") : null;
        return extractor is null ? null : new(extractor, filter, transformFirst, normalization == "Default");
    }
}
