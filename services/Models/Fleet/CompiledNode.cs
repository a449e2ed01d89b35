using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Fleet;

/// <summary>What compiling a node gives for those who have the same values of what it reads.</summary>
/// <param name="Key">Those values.</param>
/// <param name="Text">Null for what is not compiled for several: it looks at names, asks the engine, or fails.</param>
/// <param name="Own">Of an ephemeral model, <paramref name="Text"/> without what others put in front.</param>
/// <param name="Ctes">The ephemeral models in front, by unique id.</param>
/// <param name="IsTried">Where there is no text, whether compiling it for one tenant may give one.</param>
internal sealed record CompiledNode(RenderInputs Inputs, string Key, CompiledText? Text, CompiledText? Own, IReadOnlyList<(string Id, CompiledText Sql)> Ctes, bool IsTried)
{
    public static CompiledNode None(RenderInputs inputs, string key, bool isTried) => new(inputs, key, null, null, [], isTried);

    public void Give(ManifestNode node, Manifest bound)
    {
        if (Text is null) return;
        (node.BoundCode, node.BoundTo, node.CompileInputs) = (Text, bound, Inputs);
        (node.IsCompiled, node.ExtraCtesInjected) = (true, true);
        if (node.IsEphemeral) node.OwnCode = Own?.In(bound);
        if (Ctes.Count > 0) node.ExtraCtes = [.. Ctes.Select(cte => new InjectedCte(cte.Id, cte.Sql.In(bound)))];
    }
}
