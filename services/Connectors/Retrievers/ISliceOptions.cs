using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>Puts what a slice is about into its requests, where the manifest says so.</summary>
internal interface ISliceOptions
{
    void Inject(RequestDraft draft, StreamSlice slice, Scope scope);
}
