using System.Text.RegularExpressions;
using ControlPlane.DuckDb.Native;
using Npgsql;

namespace ControlPlane.Warehouses;

/// <summary>
/// What may be told of a statement that failed. Errors about data quote it: of those only the kind is told, and the names of what they are about. What an
/// engine says of anything else names objects and quotes SQL, and is told as it is.
/// </summary>
internal static partial class StatementErrors
{
    /// <summary>Classes of SQLSTATE that are about objects, rights and the server, never about rows.</summary>
    private static readonly HashSet<string> Plain = new(StringComparer.Ordinal)
    {
        "03", "08", "0A", "0B", "0L", "0P", "20", "21", "24", "25", "26", "28", "2B", "2D", "34", "3B", "3D", "3F", "40", "42", "53", "54", "55", "57", "58", "72",
    };

    private static readonly Dictionary<string, string> Conditions = new(StringComparer.Ordinal)
    {
        ["22001"] = "value too long for its type",
        ["22003"] = "numeric value out of range",
        ["22004"] = "null value not allowed",
        ["22007"] = "invalid date or time",
        ["22008"] = "date or time out of range",
        ["22012"] = "division by zero",
        ["22021"] = "character not in the encoding",
        ["22023"] = "invalid parameter value",
        ["22025"] = "invalid escape sequence",
        ["22030"] = "duplicate JSON key",
        ["22032"] = "invalid JSON",
        ["2201B"] = "invalid regular expression",
        ["22P02"] = "invalid text for its type",
        ["22P03"] = "invalid binary value for its type",
        ["22P04"] = "bad COPY file format",
        ["22P05"] = "character without a counterpart in the encoding",
        ["23502"] = "null value violates a not-null constraint",
        ["23503"] = "a foreign key constraint is violated",
        ["23505"] = "duplicate key violates a unique constraint",
        ["23514"] = "a check constraint is violated",
        ["23P01"] = "an exclusion constraint is violated",
        ["44000"] = "a view's check option is violated",
        ["P0001"] = "an error that a function raises",
    };

    private static readonly string[] PlainKinds =
        ["Binder Error", "Catalog Error", "Connection Error", "Dependency Error", "IO Error", "INTERRUPT Error", "Not implemented Error", "Out of Memory Error", "Parser Error", "Permission Error", "Syntax Error"];

    /// <summary>The error holds no values: neither its message, nor its details.</summary>
    public static bool IsPlain(PostgresException error) => error.SqlState.Length == 5 && Plain.Contains(error.SqlState[..2]);

    /// <summary>Each line of it that DuckDB says itself.</summary>
    public static bool IsPlain(DuckDbException error) => PlainKinds.Any(kind => error.Message.StartsWith(kind, StringComparison.Ordinal));

    /// <summary><c>23505: duplicate key violates a unique constraint (table MARTS.customers, constraint customers_key)</c></summary>
    public static string Describe(PostgresException error) => $"{error.SqlState}: {TextOf(error)}";

    /// <summary>The error as it may be logged and passed on: its code, and of its words what holds no values.</summary>
    public static PostgresException WithoutValues(PostgresException error) =>
        IsPlain(error) ? error : new(TextOf(error), error.Severity, error.InvariantSeverity, error.SqlState);

    private static string TextOf(PostgresException error)
    {
        if (IsPlain(error)) return error.MessageText;
        string?[] about =
        [
            error.TableName is { Length: > 0 } table ? $"table {(error.SchemaName is { Length: > 0 } schema ? $"{schema}." : "")}{table}" : null,
            error.ColumnName is { Length: > 0 } column ? $"column {column}" : null,
            error.ConstraintName is { Length: > 0 } constraint ? $"constraint {constraint}" : null,
            TypeOf(error.MessageText) is { } type ? $"type {type}" : null,
        ];
        var named = string.Join(", ", about.OfType<string>());
        return $"{Conditions.GetValueOrDefault(error.SqlState, ConditionOf(error.SqlState))}{(named.Length == 0 ? "" : $" ({named})")}";
    }

    /// <summary><c>Constraint Error: NOT NULL constraint failed (customers.email)</c></summary>
    public static string Describe(DuckDbException error)
    {
        if (IsPlain(error)) return IsOfFiles(error) ? WithoutPlaces(error.Summary) : error.Summary;
        var text = error.Summary;
        var kind = Kind().Match(text) is { Success: true } match ? match.Value : "Error";
        if (NotNull().Match(text) is { Success: true } column) return $"{kind}: NOT NULL constraint failed ({column.Groups[1].Value})";
        if (Check().Match(text) is { Success: true } table) return $"{kind}: CHECK constraint failed ({table.Groups[1].Value})";
        if (text.StartsWith("Constraint Error: Duplicate key", StringComparison.Ordinal)) return $"{kind}: duplicate key violates a unique constraint";
        if (text.StartsWith("Constraint Error: Violates foreign key", StringComparison.Ordinal)) return $"{kind}: a foreign key constraint is violated";
        if (ConvertedTo().Match(text) is { Success: true } type) return $"{kind}: a value cannot be converted to {type.Groups[1].Value}";
        return $"{kind}: what it says of the data is left out";
    }

    private static bool IsOfFiles(DuckDbException error) => error.IsPermission || error.Message.StartsWith("IO Error", StringComparison.Ordinal);

    /// <summary>Where the lake is on this machine is nobody's business, and folders of partitions are named by values of rows.</summary>
    private static string WithoutPlaces(string text) => Place().Replace(Quoted().Replace(text, "${quote}…${quote}"), "…");

    private static string ConditionOf(string code) => code[..Math.Min(2, code.Length)] switch
    {
        "22" => "data exception",
        "23" => "an integrity constraint is violated",
        _ => "what it says may quote data and is left out",
    };

    /// <summary>Only where no value can have made the text.</summary>
    private static string? TypeOf(string message) =>
        (TypeFirst().Match(message) is { Success: true } first ? first : TypeLast().Match(message)) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("""(?<quote>["'])(?:file:)?/.*\k<quote>""")]
    private static partial Regex Quoted();

    [GeneratedRegex("""(?<![\w"'/])(?:file:)?/\S*/.*\z""")]
    private static partial Regex Place();

    [GeneratedRegex(@"\A(?:invalid input syntax for type|invalid input value for enum|value too long for type) ([a-z0-9_ .]+(?:\(\d+(?:,\d+)?\))?)(?::|\z)")]
    private static partial Regex TypeFirst();

    [GeneratedRegex(@" is out of range for type ((?:small|big)?int(?:eger)?|numeric|real|double precision|oid)\z")]
    private static partial Regex TypeLast();

    [GeneratedRegex(@"\A[A-Z][A-Za-z -]{0,40} Error(?=:)")]
    private static partial Regex Kind();

    [GeneratedRegex(@"\AConstraint Error: NOT NULL constraint failed: (\w+(?:\.\w+){0,3})\z")]
    private static partial Regex NotNull();

    [GeneratedRegex(@"\AConstraint Error: CHECK constraint failed(?: on table|:) (\w+)")]
    private static partial Regex Check();

    [GeneratedRegex(@" (?:to|type) '?((?:U|HUGE|TINY|SMALL|BIG)?INT(?:EGER)?\d*|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|DATE|TIME|TIMESTAMP(?: WITH TIME ZONE)?|BOOL(?:EAN)?|UUID|INTERVAL)'?(?: when casting from source column \w+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConvertedTo();
}
