using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>Sets fields of the config, made where they do not exist.</summary>
internal sealed record ConfigAddFields(IReadOnlyList<ConfigAddFields.Field> Fields, Interpolated? Condition) : IConfigTransformation
{
    private static ComponentKinds<Field> FieldKinds { get; } = new() { ["AddedFieldDefinition"] = CompileField };

    public static ConfigAddFields Compile(Component c) => new(c.Children("fields", FieldKinds), c.Template("condition"));

    public void Apply(JsonObject config)
    {
        foreach (var field in Fields)
        {
            var scope = Scope.ForConfig(config);
            var value = field.Value.Evaluate(scope, field.Type);
            var path = field.Path;
            if (Condition is { Text.Length: > 0 } && !Condition.Test(scope.With("value", value).With("path", path.ToList<object?>()))) continue;
            if (!TreePath.Put(config, path, TemplateValues.ToJson(value)))
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"the config has no place for {string.Join('.', path)}: something on the way is not an object");
        }
    }

    private static Field? CompileField(Component c)
    {
        if (c["path"] is not JsonArray { Count: > 0 } path)
        {
            c.Error("path", "expected a list of names");
            return null;
        }

        return c.Template("value", required: true) is { } value ? new([.. path.Select(p => p?.ToString() ?? "")], value, WantedTypes.Read(c)) : null;
    }

    internal sealed record Field(IReadOnlyList<string> Path, Interpolated Value, WantedType? Type);
}
