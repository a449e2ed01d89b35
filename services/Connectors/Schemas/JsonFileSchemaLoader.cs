using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Schemas;

/// <summary>A schema in a file beside the manifest; by default <c>schemas/{stream}.json</c>.</summary>
/// <param name="Declared">Null when the path depends on the config.</param>
internal sealed record JsonFileSchemaLoader(Interpolated? Path, SchemaFiles Files, JsonObject? Declared) : ISchemaLoader
{
    /// <summary>Null when the file is not there, as when somebody hands over the manifest alone; the schema is then unknown.</summary>
    public static JsonFileSchemaLoader? Compile(Component c)
    {
        if (c.Folder is not { } folder)
        {
            c.Warn("file_path", "the folder of the manifest is not known, so no file can be found from it: the schema will be inferred; InlineSchemaLoader would declare it");
            return null;
        }

        var files = new SchemaFiles(folder);
        var path = c.Template("file_path") is { Text.Length: > 0 } given ? given : c.Default("./schemas/{{ parameters['name'] }}.json", "file_path");
        if (path.Uses("config")) return new(path, files, null);
        try
        {
            var file = path.Render(Scope.ForConfig([]));
            if (files.Find(file) is not null) return new(path, files, files.Load(file));
            c.Warn("file_path", $"there is no schema file '{file}' in the manifest's folder: the schema will be inferred");
            return null;
        }
        catch (ConnectorException e)
        {
            c.Error("file_path", e.Message);
            return null;
        }
    }

    /// <summary>The schema of a stream that declares no loader; null when there is no such file.</summary>
    public static JsonFileSchemaLoader? AtUsualPlace(Component stream)
    {
        if (stream.Folder is not { } folder || stream.Text("name") is not { Length: > 0 } name) return null;
        var files = new SchemaFiles(folder);
        try
        {
            return files.Find($"schemas/{name}.json") is null ? null : new(null, files, files.Load($"schemas/{name}.json"));
        }
        catch (ConnectorException e)
        {
            stream.Error("", e.Message);
            return null;
        }
    }

    public ValueTask<JsonObject> LoadAsync(ReadContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Declared ?? Files.Load(Path!.Render(context.Scope)));
}
