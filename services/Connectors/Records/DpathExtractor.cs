using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Records;

internal sealed record DpathExtractor(IReadOnlyList<Interpolated> FieldPath, RecordExpander? Expander) : IRecordExtractor
{
    public IDecoder? Decoder => null;

    public static DpathExtractor Compile(Component c) => new(c.Templates("field_path", required: true), c.Child("record_expander", RecordExpander.Kinds));

    public IReadOnlyList<string> PathIn(Scope scope) => [.. FieldPath.Select(f => f.Render(scope))];

    public IRecordReceiver Open(Scope scope, IRecordReceiver records) => Expander is null ? records : new ExpandedRecords(Expander, scope, records);
}
