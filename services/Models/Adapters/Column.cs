using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>A column as macros see it.</summary>
/// <param name="Type">The engine's name of the type, without its size: <c>character varying</c>.</param>
public sealed record Column(string Name, string Type, ColumnTypes Types, long? CharSize = null, object? Precision = null, object? Scale = null) : ITemplateObject
{
    private const long AnySize = 256;

    /// <summary>As written in DDL.</summary>
    public string DataType =>
        IsString ? (Types.KeepsUnsized && (Is("text") || CharSize is null) ? Type : ColumnTypes.Text(StringSize))
        : IsNumeric ? ColumnTypes.Numeric(Type, Precision, Scale)
        : Type;

    public bool IsString => Types.Strings.Contains(Type);

    public bool IsInteger => Types.Integers.Contains(Type);

    public bool IsFloat => Types.Floats.Contains(Type);

    public bool IsNumeric => Types.Numerics.Contains(Type);

    public long StringSize => !IsString ? throw new TemplateException("Called string_size() on non-string field!")
        : Types.HasSizes && !Is("text") && CharSize is { } size ? size : AnySize;

    /// <summary>Whether the other, wider one takes this one's place without loss.</summary>
    public bool CanExpandTo(Column other) => IsString && other.IsString && other.StringSize > StringSize;

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "name" or "column" => Name,
            "dtype" => Type,
            "data_type" or "expanded_data_type" => DataType,
            "quoted" => $"\"{Name}\"",
            "char_size" => CharSize,
            "numeric_precision" => Precision,
            "numeric_scale" => Scale,
            "is_string" => (TemplateFunction)(_ => IsString),
            "is_number" => (TemplateFunction)(_ => IsInteger || IsNumeric || IsFloat),
            "is_integer" => (TemplateFunction)(_ => IsInteger),
            "is_float" => (TemplateFunction)(_ => IsFloat),
            "is_numeric" => (TemplateFunction)(_ => IsNumeric),
            "is_struct" => (TemplateFunction)(_ => Type.StartsWith("struct", StringComparison.OrdinalIgnoreCase)),
            "string_size" => (TemplateFunction)(_ => StringSize),
            "can_expand_to" => (TemplateFunction)(arguments => CanExpandTo(arguments.Require<Column>(0, "other_column"))),
            "literal" => (TemplateFunction)(arguments => $"{Templating.Values.PythonText.Str(arguments[0, "value"])}::{DataType}"),
            "flatten" => (TemplateFunction)(_ => new List<object?>(Types.Flatten(this))),
            _ => ColumnFactory.Find(Types, name) ?? (object)Types,
        };
        return !ReferenceEquals(value, Types);
    }

    public override string ToString() =>
        $"{Types.ColumnClass}(column={Repr(Name)}, dtype={Repr(Type)}, char_size={Repr(CharSize)}, numeric_precision={Repr(Precision)}, numeric_scale={Repr(Scale)}{(Types.HasStructures ? ", fields=[]" : "")})";

    private static string Repr(object? value) => Templating.Values.PythonText.Repr(value);

    private bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);
}
