using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Manifests;

/// <summary>The known types of one role and how each is compiled: <c>["NoAuth"] = NoAuth.Compile</c>.</summary>
internal sealed class ComponentKinds<T> : Dictionary<string, Func<Component, T?>>
    where T : class
{
    public ComponentKinds()
        : base(StringComparer.Ordinal)
    {
    }
}

/// <summary>One typed object of a manifest while it is compiled. Whatever is wrong is recorded with its place, and reading goes on.</summary>
internal sealed class Component(JsonObject node, string path, ManifestErrors errors, TimeProvider time, string? folder = null)
{
    public string Path => path;

    public JsonObject Node => node;

    public TimeProvider Time => time;

    /// <summary>Where the manifest lies; null when it did not come from a folder.</summary>
    public string? Folder => folder;

    public JsonNode? this[string field] => node[field];

    public string? TypeName => node["type"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public void Error(string field, string message) => errors.Add(field.Length == 0 ? path : DocumentPath.Field(path, field), message);

    /// <summary>Something that is odd but no error.</summary>
    public void Warn(string field, string message) => errors.Warn(DocumentPath.Field(path, field), message);

    public IReadOnlyList<string> Warnings => errors.Warnings;

    public bool Has(string field) => node[field] is not null;

    public string? Text(string field, bool required = false)
    {
        if (node[field] is not { } value) return required ? Missing<string>(field) : null;
        if (value is JsonValue scalar) return TemplateValues.ToText(TemplateValues.FromJson(scalar));
        Error(field, "expected text");
        return null;
    }

    public bool Flag(string field) => node[field] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    public int? Integer(string field)
    {
        if (Text(field) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        Error(field, $"expected a whole number, found '{text}'");
        return null;
    }

    public Interpolated? Template(string field, bool required = false) =>
        Text(field, required) is { } text ? Interpolate(text, DocumentPath.Field(path, field)) : null;

    public IReadOnlyList<Interpolated> Templates(string field, bool required = false)
    {
        if (node[field] is null)
        {
            if (required) Missing<string>(field);
            return [];
        }

        if (node[field] is not JsonArray list)
        {
            Error(field, "expected a list");
            return [];
        }

        return [.. list.Select((item, i) => Interpolate(TemplateValues.ToText(TemplateValues.FromJson(item)), $"{path}.{field}[{i}]"))];
    }

    /// <summary>A list of lists of templates, such as paths.</summary>
    public IReadOnlyList<IReadOnlyList<Interpolated>> TemplateLists(string field)
    {
        if (node[field] is null) return [];
        if (node[field] is JsonArray list && list.All(item => item is JsonArray))
            return [.. list.Select((item, i) => item!.AsArray().Select(part =>
                Interpolate(TemplateValues.ToText(TemplateValues.FromJson(part)), DocumentPath.Item(DocumentPath.Field(path, field), i))).ToList())];
        Error(field, "expected a list of lists");
        return [];
    }

    /// <summary>A free-form object, list or text whose strings are templates.</summary>
    public InterpolatedTree? Tree(string field) => node[field] is { } value ? Tree(value, DocumentPath.Field(path, field)) : null;

    public IReadOnlyList<int> Integers(string field)
    {
        var numbers = new List<int>();
        if (node[field] is not { } value) return numbers;
        foreach (var item in value is JsonArray list ? list : [value.DeepClone()])
        {
            if (int.TryParse(TemplateValues.ToText(TemplateValues.FromJson(item)), CultureInfo.InvariantCulture, out var number)) numbers.Add(number);
            else Error(field, $"expected whole numbers, found '{item}'");
        }

        return numbers;
    }

    public T? Child<T>(string field, ComponentKinds<T> kinds, bool required = false)
        where T : class => node[field] switch
        {
            null => required ? Missing<T>(field) : null,
            JsonObject child => Compile(child, DocumentPath.Field(path, field), kinds),
            _ => Wrong<T>(field, kinds),
        };

    public IReadOnlyList<T> Children<T>(string field, ComponentKinds<T> kinds)
        where T : class
    {
        switch (node[field])
        {
            case null:
                return [];
            case JsonArray list:
                var found = new List<T>();
                for (var i = 0; i < list.Count; i++)
                {
                    var place = DocumentPath.Item(DocumentPath.Field(path, field), i);
                    if (list[i] is not JsonObject child) errors.Add(place, "expected a component");
                    else if (Compile(child, place, kinds) is { } item) found.Add(item);
                }

                return found;
            default:
                Error(field, "expected a list");
                return [];
        }
    }

    /// <summary>A nested object without a type of its own.</summary>
    public Component? Part(string field)
    {
        if (node[field] is JsonObject part) return new(part, DocumentPath.Field(path, field), errors, time);
        if (Has(field)) Error(field, "expected an object");
        return null;
    }

    /// <summary>The names of a nested object.</summary>
    public IEnumerable<string> Names(string field) => (node[field] as JsonObject ?? []).Select(p => p.Key).Where(name => name != TypePropagation.Parameters);

    /// <summary>Components by name.</summary>
    public IReadOnlyDictionary<string, T> Map<T>(string field, ComponentKinds<T> kinds)
        where T : class
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        if (Part(field) is not { } parts) return found;
        foreach (var name in Names(field))
            if (parts.Child(name, kinds) is { } item) found[name] = item;
        return found;
    }

    /// <summary>This component as one of several kinds.</summary>
    public T? As<T>(ComponentKinds<T> kinds)
        where T : class
    {
        if (TypeName is not { } type)
        {
            errors.Add(path, $"type is missing; one of {string.Join(", ", kinds.Keys)}");
            return null;
        }

        if (kinds.TryGetValue(type, out var compile)) return compile(this);
        errors.Add(path, ComponentNames.WhyNot(type, kinds.Keys));
        return null;
    }

    /// <summary>A text that stands for a field which the manifest leaves out.</summary>
    public Interpolated Default(string text, string field) => Interpolate(text, DocumentPath.Field(path, field));

    /// <summary>Another component that is put together from this one's fields, at the same place.</summary>
    public Component Derive(JsonObject derived) => new(derived, path, errors, time, folder);

    private T? Compile<T>(JsonObject child, string place, ComponentKinds<T> kinds)
        where T : class => new Component(child, place, errors, time, folder).As(kinds);

    private Interpolated Interpolate(string text, string place) => Interpolated.Parse(text, place, node[TypePropagation.Parameters] as JsonObject, errors, time);

    private InterpolatedTree Tree(JsonNode? value, string place) => value switch
    {
        JsonObject map => new InterpolatedTree.Map([.. map
            .Where(p => p.Key != TypePropagation.Parameters)
            .Select(p => (Interpolate(p.Key, place), Tree(p.Value, DocumentPath.Field(place, p.Key))))]),
        JsonArray list => new InterpolatedTree.Sequence([.. list.Select((item, i) => Tree(item, DocumentPath.Item(place, i)))]),
        JsonValue scalar when scalar.TryGetValue(out string? text) => new InterpolatedTree.Leaf(Interpolate(text, place)),
        _ => new InterpolatedTree.Constant(TemplateValues.FromJson(value)),
    };

    private T? Missing<T>(string field)
        where T : class
    {
        Error("", $"{TypeName} needs {field}");
        return null;
    }

    private T? Wrong<T>(string field, ComponentKinds<T> kinds)
        where T : class
    {
        Error(field, $"expected a component: {string.Join(", ", kinds.Keys)}");
        return null;
    }
}
