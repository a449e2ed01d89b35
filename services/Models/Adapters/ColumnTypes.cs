namespace ControlPlane.Models.Adapters;

/// <summary>How an engine names its types. Names compare without regard to case.</summary>
public sealed record ColumnTypes
{
    private static readonly HashSet<string> StandardIntegers = Names(
        "smallint", "integer", "bigint", "smallserial", "serial", "bigserial", "int2", "int4", "int8", "serial2", "serial4", "serial8");

    public static ColumnTypes Standard { get; } = new();

    /// <summary>What templates see that a column is.</summary>
    public string ColumnClass { get; init; } = "Column";

    public IReadOnlySet<string> Strings { get; init; } = Names("text", "character varying", "character", "varchar");

    public IReadOnlySet<string> Integers { get; init; } = StandardIntegers;

    public IReadOnlySet<string> Floats { get; init; } = Names("real", "float4", "float", "double precision", "float8", "double");

    public IReadOnlySet<string> Numerics { get; init; } = Names("numeric", "decimal");

    /// <summary>A text without a size is written without one.</summary>
    public bool KeepsUnsized { get; init; }

    /// <summary>The size of a text means something.</summary>
    public bool HasSizes { get; init; } = true;

    /// <summary>A structure's fields are columns of their own where one is compared with another.</summary>
    public bool HasStructures { get; init; }

    /// <summary>What generic names mean here: <c>STRING</c> is <c>TEXT</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["STRING"] = "TEXT" };

    public static HashSet<string> Names(params string[] names) => new(names, StringComparer.OrdinalIgnoreCase);

    public static string Text(long size) => $"character varying({size})";

    public static string Numeric(string type, object? precision, object? scale) => precision is null || scale is null ? type : $"{type}({precision},{scale})";

    public string Translate(string type) => Labels.GetValueOrDefault(type, type);

    /// <summary>A structure as its fields, named with a point: <c>address.city</c>; anything else as it is.</summary>
    public IEnumerable<Column> Flatten(Column column)
    {
        if (!HasStructures || !column.Type.StartsWith("STRUCT(", StringComparison.OrdinalIgnoreCase) || !column.Type.EndsWith(')')) return [column];
        return Fields(column.Type["STRUCT(".Length..^1]).SelectMany(field => Flatten(new Column($"{column.Name}.{field.Name}", field.Type, this)));
    }

    private static IEnumerable<(string Name, string Type)> Fields(string content)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i <= content.Length; i++)
        {
            if (i < content.Length && content[i] != ',')
            {
                depth += content[i] switch { '(' => 1, ')' => -1, _ => 0 };
                continue;
            }
            if (depth > 0 && i < content.Length) continue;
            var field = content[start..i].Trim().Split(' ', 2);
            if (field.Length == 2) yield return (field[0], field[1]);
            start = i + 1;
        }
    }
}
