using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Records;

/// <summary>Changes a record in place.</summary>
internal interface ITransformation
{
    void Apply(JsonObject record, Scope scope);
}

internal static class Transformations
{
    public static ComponentKinds<ITransformation> Kinds { get; } = new()
    {
        ["AddFields"] = AddFields.Compile,
        ["RemoveFields"] = RemoveFields.Compile,
    };
}

/// <summary>One field that AddFields sets.</summary>
internal sealed record AddedField(IReadOnlyList<Interpolated> Path, Interpolated Value, string? ValueType)
{
    public static ComponentKinds<AddedField> Kinds { get; } = new() { ["AddedFieldDefinition"] = Compile };

    private static AddedField? Compile(Component c)
    {
        var path = c.Templates("path", required: true);
        var type = c.Text("value_type");
        if (type is not (null or "string" or "number" or "integer" or "boolean")) c.Error("value_type", "one of string, number, integer, boolean");
        return c.Template("value", required: true) is { } value && path.Count > 0 ? new(path, value, type) : null;
    }
}

internal sealed record AddFields(IReadOnlyList<AddedField> Fields, Interpolated? Condition) : ITransformation
{
    public static AddFields Compile(Component c) => new(c.Children("fields", AddedField.Kinds), c.Template("condition"));

    public void Apply(JsonObject record, Scope scope)
    {
        foreach (var field in Fields)
        {
            var seen = scope.With("record", TemplateValues.FromJson(record));
            var value = field.ValueType == "string" ? field.Value.Render(seen) : field.Value.Evaluate(seen);
            if (Condition is { Text.Length: > 0 } && !Condition.Test(seen.With("property", value))) continue;
            var target = record;
            foreach (var part in field.Path.SkipLast(1))
            {
                var name = part.Render(seen);
                if (target[name] is not JsonObject next) target[name] = next = [];
                target = next;
            }

            target[field.Path[^1].Render(seen)] = TemplateValues.ToJson(value);
        }
    }
}

internal sealed record RemoveFields(IReadOnlyList<IReadOnlyList<string>> Pointers, Interpolated? Condition) : ITransformation
{
    public static RemoveFields Compile(Component c)
    {
        if (c["field_pointers"] is not JsonArray pointers || pointers.Any(p => p is not JsonArray))
        {
            c.Error("field_pointers", "expected a list of paths, each a list of names");
            pointers = [];
        }

        return new([.. pointers.OfType<JsonArray>().Select(p => p.Select(n => n?.ToString() ?? "").ToArray())], c.Template("condition"));
    }

    public void Apply(JsonObject record, Scope scope)
    {
        foreach (var pointer in Pointers)
        {
            JsonNode? target = record;
            foreach (var name in pointer.SkipLast(1)) target = (target as JsonObject)?[name];
            if (target is not JsonObject parent || pointer.Count == 0 || !parent.ContainsKey(pointer[^1])) continue;
            if (Condition is { Text.Length: > 0 } && !Condition.Test(scope.With("property", TemplateValues.FromJson(parent[pointer[^1]])))) continue;
            parent.Remove(pointer[^1]);
        }
    }
}
