using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

/// <summary>Only the names of the record itself, not those within its fields.</summary>
internal sealed record KeysToLower : ITransformation
{
    public void Apply(RecordObject record, Scope scope) => KeyRenaming.Apply(record, name => name.ToLowerInvariant(), nested: false);
}
