using YamlDotNet.RepresentationModel;

namespace ControlPlane.Transformation.Projects.Yaml;

/// <summary>Where in a YAML file something is declared.</summary>
public readonly record struct YamlPlace(string File, int Line)
{
    internal static YamlPlace Of(string file, YamlNode node) => new(file, (int)node.Start.Line);
}
