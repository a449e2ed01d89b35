using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

internal sealed record KeysReplace(Interpolated Old, Interpolated New) : ITransformation
{
    public static KeysReplace? Compile(Component c)
    {
        var old = c.Template("old", required: true);
        var replacement = c.Template("new", required: true);
        return old is null || replacement is null ? null : new(old, replacement);
    }

    public void Apply(RecordObject record, Scope scope)
    {
        var (from, to) = (Old.Render(scope), New.Render(scope));
        KeyRenaming.Apply(record, name => from.Length == 0 ? name : name.Replace(from, to, StringComparison.Ordinal), nested: true);
    }
}
