using ControlPlane.Connectors.Manifests;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ControlPlane.Transformation.Projects.Yaml;

internal static class YamlFile
{
    private const int MaxDepth = 200;

    /// <summary>The mapping at the top of a file; null when the file is empty or invalid, which is then among the errors.</summary>
    public static YamlMappingNode? Read(string file, string text, ProjectErrors errors)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new TreeParser(new Parser(new StringReader(text)), MaxDepth));
            switch (stream.Documents)
            {
                case []:
                    return null;
                case [{ RootNode: YamlMappingNode root }]:
                    return root;
                case [{ RootNode: YamlScalarNode { Value: null or "" } }]:
                    return null;
                default:
                    errors.Add(file, 1, "The file is not one YAML mapping.", "Start it with keys such as 'version: 2' and 'models:'.");
                    return null;
            }
        }
        catch (YamlException exception)
        {
            errors.Add(file, (int)exception.Start.Line, $"Invalid YAML: {exception.Message}", "Check the indentation and the quotes around this line.");
            return null;
        }
    }
}
