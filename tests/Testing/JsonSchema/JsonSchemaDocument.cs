using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Testing.JsonSchema;

/// <summary>
/// A JSON schema of draft 2020-12 in a file. References may name a place in the file, a file beside it, or the <c>$id</c> of a file beside it:
/// nothing is fetched. Formats are left alone, as the draft has it.
/// </summary>
public sealed class JsonSchemaDocument
{
    private readonly SchemaFolder _folder;
    private readonly SchemaFile _file;
    private readonly JsonNode? _schema;

    private JsonSchemaDocument(SchemaFolder folder, SchemaFile file, JsonNode? schema) => (_folder, _file, _schema) = (folder, file, schema);

    public static JsonSchemaDocument Load(string path)
    {
        var folder = new SchemaFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = folder.Open(Path.GetFullPath(path));
        return new(folder, file, file.Root);
    }

    /// <summary>A part of the document, as <c>#/$defs/RunEvent</c>.</summary>
    public JsonSchemaDocument At(string reference)
    {
        var (file, schema) = _folder.Resolve(_file, reference);
        return new(_folder, file, schema);
    }

    /// <summary>What is wrong, one line each with the place in the value; empty means valid.</summary>
    public IReadOnlyList<string> Validate(JsonNode? value)
    {
        List<string> errors = [];
        new SchemaVisit(_folder, errors).Visit(value, _file, _schema, "$");
        return errors;
    }

    public IReadOnlyList<string> Validate(string json) => Validate(JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 512 }));
}
