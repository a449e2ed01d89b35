using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

/// <summary>Brings the members of one object within the record to its top, unless a name is taken there already.</summary>
internal sealed record DpathFlattenFields(
    IReadOnlyList<Interpolated> Path, bool DeleteOrigin, bool ReplaceRecord, Interpolated? Prefix, Interpolated? Suffix) : ITransformation
{
    private static ComponentKinds<Component> KeyTransformations { get; } = new() { ["KeyTransformation"] = c => c };

    public static DpathFlattenFields Compile(Component c)
    {
        var keys = c.Child("key_transformation", KeyTransformations);
        return new(
            c.Templates("field_path", required: true), c.Flag("delete_origin_value"), c.Flag("replace_record"), keys?.Template("prefix"), keys?.Template("suffix"));
    }

    public void Apply(RecordObject record, Scope scope)
    {
        var path = new GlobPath([.. Path.Select(p => p.Render(scope))]);
        var matches = path.Find(record);
        if (matches.Count == 0 || matches[0].Value is not RecordObject extracted) return;
        if (matches.Count > 1 && !path.Segments.Contains("*"))
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"DpathFlattenFields: {string.Join('/', path.Segments)} stands for more than one place in a record");

        var added = Renamed(extracted, Prefix?.Render(scope) ?? "", Suffix?.Render(scope) ?? "");
        if (ReplaceRecord && added.Count > 0)
        {
            record.Replace(added);
            return;
        }

        var members = added.Members(settled: false);
        for (var i = 0; i < members.Length; i++)
            if (record.ContainsKey(added.NameOf(i))) return;
        if (DeleteOrigin)
            foreach (var match in matches) if (match.Exists) match.Delete();
        for (var i = 0; i < members.Length; i++) record.Set(added.NameOf(i), members[i].Unnamed);
    }

    private static RecordObject Renamed(RecordObject extracted, string prefix, string suffix)
    {
        var renamed = new RecordObject();
        var members = extracted.Members(settled: true);
        for (var i = 0; i < members.Length; i++) renamed.Set($"{prefix}{extracted.NameOf(i)}{suffix}", members[i].Unnamed);
        return renamed;
    }
}
