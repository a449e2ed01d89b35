using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters;

/// <summary>An index that a model's configuration asks for.</summary>
public sealed record IndexConfig(IReadOnlyList<string> Columns, bool Unique, string? Type) : ITemplateObject
{
    /// <exception cref="TemplateException">It is not a mapping with columns.</exception>
    public static IndexConfig? Parse(object? raw)
    {
        if (raw is null) return null;
        if (raw is not IReadOnlyDictionary<string, object?> values)
            throw new TemplateException($"Invalid index config:\n  Got: {PythonText.Repr(raw)}\n  Expected a dictionary with at minimum a \"columns\" key");
        if (values.GetValueOrDefault("columns") is not IReadOnlyList<object?> columns)
            throw new TemplateException($"Could not parse index config {PythonText.Repr(raw)}: 'columns' is a required property and a list of names");
        return new IndexConfig([.. columns.Select(PythonText.Str)], values.GetValueOrDefault("unique") is true, values.GetValueOrDefault("type") as string);
    }

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "columns" => new List<object?>(Columns),
            "unique" => Unique,
            "type" => Type,
            "render" => (TemplateFunction)(arguments => Name(arguments.Require<Relation>(0, "relation"))),
            _ => this,
        };
        return !ReferenceEquals(value, this);
    }

    /// <summary>Another one each time: an index of a table that is replaced keeps its name until the table is dropped.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "A name, not a secret; as other tools name the same index.")]
    private string Name(Relation relation)
    {
        var now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var text = string.Join('_', [.. Columns, relation.Render(), Unique ? "True" : "False", Type ?? "None", now]);
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
