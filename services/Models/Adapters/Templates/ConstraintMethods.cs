using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters;

/// <summary>Constraints as they are written in the definition of a table.</summary>
internal static class ConstraintMethods
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["render_raw_columns_constraints"] = (adapter, arguments) =>
            arguments[0, "raw_columns"] is IReadOnlyDictionary<string, object?> columns ? new List<object?>(columns.Values.Select(column => Column(adapter, column))) : [],
        ["render_raw_model_constraints"] = (_, arguments) =>
            arguments[0, "raw_constraints"] is IEnumerable<object?> constraints ? new List<object?>(constraints.Select(Model).Where(text => text is not null)) : [],
    };

    private static string Column(AdapterValue adapter, object? column)
    {
        var name = Text(column, "name") ?? "";
        var written = ConfigReading.Get(column, "quote") is true ? NameMethods.Quote(adapter, name) : name;
        var constraints = ConfigReading.Get(column, "constraints") as IEnumerable<object?> ?? [];
        return string.Join(' ', [$"{written} {Text(column, "data_type")}", .. constraints.Select(Column).OfType<string>()]);
    }

    private static string? Column(object? constraint)
    {
        var expression = Text(constraint, "expression") ?? "";
        return (Type(constraint) switch
        {
            "check" when expression.Length > 0 => $"check ({expression})",
            "not_null" => $"not null {expression}",
            "unique" => $"unique {expression}",
            "primary_key" => $"primary key {expression}",
            "foreign_key" when To(constraint) is { } to => $"references {to}",
            "foreign_key" or "custom" when expression.Length > 0 => Type(constraint) == "custom" ? expression : $"references {expression}",
            _ => null,
        })?.Trim();
    }

    private static string? Model(object? constraint)
    {
        var expression = Text(constraint, "expression") ?? "";
        var name = Text(constraint, "name") is { Length: > 0 } named ? $"constraint {named} " : "";
        var columns = List(constraint, "columns");
        var more = expression.Length > 0 ? $" {expression}" : "";
        return Type(constraint) switch
        {
            "check" when expression.Length > 0 => $"{name}check ({expression})",
            "unique" => $"{name}unique{more} ({columns})",
            "primary_key" => $"{name}primary key{more} ({columns})",
            "foreign_key" when To(constraint) is { } to => $"{name}foreign key ({columns}) references {to}",
            "foreign_key" when expression.Length > 0 => $"{name}foreign key ({columns}) references {expression}",
            "custom" when expression.Length > 0 => $"{name}{expression}",
            _ => null,
        };
    }

    private static string Type(object? constraint) => Text(constraint, "type") is { } type
        && type is "check" or "not_null" or "unique" or "primary_key" or "foreign_key" or "custom"
            ? type
            : throw new TemplateException($"Could not parse constraint: {PythonText.Repr(constraint)}");

    private static string? To(object? constraint) =>
        Text(constraint, "to") is { Length: > 0 } to && List(constraint, "to_columns") is { Length: > 0 } columns ? $"{to} ({columns})" : null;

    private static string? Text(object? values, string key) => ConfigReading.Get(values, key) is { } value and not Undefined ? PythonText.Str(value) : null;

    private static string List(object? values, string key) => ConfigReading.Get(values, key) is IEnumerable<object?> items ? string.Join(", ", items.Select(PythonText.Str)) : "";
}
