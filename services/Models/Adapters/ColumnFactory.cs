using System.Globalization;
using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>What templates see as <c>api.Column</c>: called, it makes a column.</summary>
public sealed class ColumnFactory(ColumnTypes types) : ITemplateObject
{
    public bool IsCallable => true;

    public object? Call(TemplateArguments arguments) => new Column(
        arguments.Require<string>(0, "column"), arguments[1, "dtype"]?.ToString() ?? "", types,
        Number(arguments[2, "char_size"]), arguments[3, "numeric_precision"], arguments[4, "numeric_scale"]);

    public bool TryGetMember(string name, out object? value)
    {
        value = Find(types, name);
        return value is not null;
    }

    internal static TemplateFunction? Find(ColumnTypes types, string name) => name switch
    {
        "create" => arguments => new Column(arguments.Require<string>(0, "name"), types.Translate(arguments.Require<string>(1, "label_or_dtype")), types),
        "translate_type" => arguments => types.Translate(arguments.Require<string>(0, "dtype")),
        "string_type" => arguments => ColumnTypes.Text(arguments.Require<long>(0, "size")),
        "numeric_type" => arguments => ColumnTypes.Numeric(arguments.Require<string>(0, "dtype"), arguments[1, "precision"], arguments[2, "scale"]),
        "from_description" => arguments => FromDescription(types, arguments.Require<string>(0, "name"), arguments.Require<string>(1, "raw_data_type")),
        _ => null,
    };

    private static Column FromDescription(ColumnTypes types, string name, string description)
    {
        var open = description.IndexOf('(', StringComparison.Ordinal);
        var close = description.IndexOf(')', StringComparison.Ordinal);
        if (open <= 0 || close < open) return new Column(name, description, types);
        var sizes = description[(open + 1)..close].Split(',').Select(size => Parse(description, size.Trim())).ToList();
        return sizes switch
        {
            [var size] => new Column(name, description[..open], types, size),
            [var precision, var scale] => new Column(name, description[..open], types, null, precision, scale),
            _ => new Column(name, description[..open], types),
        };
    }

    private static long Parse(string description, string size) => long.TryParse(size, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new TemplateException($"Could not interpret data_type \"{description}\": could not convert \"{size}\" to an integer");

    private static long? Number(object? value) => value is null ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
