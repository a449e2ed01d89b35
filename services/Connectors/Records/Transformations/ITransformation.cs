using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

/// <summary>Changes a record in place.</summary>
internal interface ITransformation
{
    /// <param name="scope">Sees the record as <c>record</c>, as it is at each moment.</param>
    void Apply(RecordObject record, Scope scope);
}
