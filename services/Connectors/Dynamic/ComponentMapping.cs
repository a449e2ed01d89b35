using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>One value that is put into a stream template.</summary>
/// <param name="Path">Where; may hold wildcards.</param>
/// <param name="CreateOrUpdate">The place is made where the template lacks it.</param>
internal sealed record ComponentMapping(
    IReadOnlyList<Interpolated> Path, Interpolated Value, WantedType? Type, Interpolated? Condition, bool CreateOrUpdate)
{
    public static ComponentKinds<ComponentMapping> Kinds { get; } = new() { ["ComponentMappingDefinition"] = Compile };

    /// <param name="readsYaml">A text that is YAML stands for what it says: a list, a number, a component.</param>
    public void Apply(JsonObject stream, Scope scope, bool readsYaml)
    {
        if (Condition is { Text.Length: > 0 } && !Condition.Test(scope)) return;
        var value = TemplateValues.ToJson(Value.Evaluate(scope, Type));
        if (readsYaml && Type != WantedType.String && value is JsonValue scalar && scalar.TryGetValue(out string? text)) value = Read(text);
        string[] path = [.. Path.Select(p => TemplateValues.ToText(p.Evaluate(scope, null)))];
        if (TreePath.Replace(stream, path, value) == 0 && CreateOrUpdate && TemplateValues.IsTrue(TemplateValues.FromJson(value))) TreePath.Put(stream, path, value);
    }

    private static JsonNode? Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var errors = new ManifestErrors("");
        var read = ManifestYaml.Read(text, errors);
        return errors.Any ? JsonValue.Create(text) : read;
    }

    private static ComponentMapping? Compile(Component c)
    {
        var path = c.Templates("field_path", required: true);
        var value = c.Template("value", required: true);
        return value is null || path.Count == 0 ? null : new(path, value, WantedTypes.Read(c), c.Template("condition"), c.Flag("create_or_update"));
    }
}
