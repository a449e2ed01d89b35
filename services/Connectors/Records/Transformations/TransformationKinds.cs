using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Records.Transformations;

internal static class TransformationKinds
{
    public static ComponentKinds<ITransformation> All { get; } = new()
    {
        ["AddFields"] = AddFields.Compile,
        ["RemoveFields"] = RemoveFields.Compile,
        ["KeysToLower"] = _ => new KeysToLower(),
        ["KeysToSnakeCase"] = _ => new KeysToSnakeCase(),
        ["KeysReplace"] = KeysReplace.Compile,
        ["FlattenFields"] = FlattenFields.Compile,
        ["DpathFlattenFields"] = DpathFlattenFields.Compile,
    };
}
