using System.Text.Json;
using System.Text.RegularExpressions;

namespace ControlPlane.Contracts.Tenants.Spec;

/// <summary>
/// The configurations that a spec may change for its tenant: those that choose among what the project can do. What would bring SQL of its own (hooks, conditions,
/// column types, keys, quality checks), rights, or another database is not among them.
/// </summary>
public static partial class ModelOverrides
{
    private const string EnabledKey = "enabled";

    /// <summary>What an engine reads as SQL or as a place of files.</summary>
    private static readonly Dictionary<string, string> NotOfMeta = new(StringComparer.OrdinalIgnoreCase)
    {
        ["quality"] = "Quality checks hold SQL and are declared in the project",
        ["external_location"] = "Where a source's files are is read as SQL and is declared in the project",
        ["formatter"] = "How a source's location is read is declared in the project",
    };

    private static readonly Dictionary<string, Func<JsonElement, string?>> Rules = new(StringComparer.Ordinal)
    {
        [EnabledKey] = Flag, ["full_refresh"] = Flag, ["store_failures"] = Flag,
        ["materialized"] = Word, ["schema"] = Word, ["alias"] = Word, ["on_schema_change"] = Word, ["incremental_strategy"] = Word, ["severity"] = Word,
        ["tags"] = Tags, ["meta"] = Meta,
    };

    public static IReadOnlyCollection<string> Keys => Rules.Keys;

    /// <summary>What is wrong with the configuration; null when nothing is.</summary>
    public static string? Check(string key, JsonElement value) => Rules.TryGetValue(key, out var rule)
        ? rule(value)
        : $"A tenant's spec cannot configure '{key}'; it can {string.Join(", ", Keys)}.";

    /// <summary>Of a source table. Its location may have its name, tags and meta in it, so none of them is a spec's to change.</summary>
    public static bool IsOfSources(string key) => key == EnabledKey;

    /// <summary>What is wrong with the name of a model, or of the folders and the model; null when nothing is.</summary>
    public static string? CheckName(string name) => Name().IsMatch(name) ? null : "Expected the name of a model, or folders and model with dots: orders, marts.orders.";

    private static string? Flag(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "Expected true or false.";

    private static string? Word(JsonElement value) => value.ValueKind == JsonValueKind.String && WordText().IsMatch(value.GetString()!) ? null : "Expected a word: letters, digits and underscores.";

    private static string? Tags(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => null,
        JsonValueKind.Array when value.EnumerateArray().All(tag => tag.ValueKind == JsonValueKind.String) => null,
        _ => "Expected a text or a list of texts.",
    };

    private static string? Meta(JsonElement value) =>
        value.ValueKind != JsonValueKind.Object ? "Expected a map."
        : value.EnumerateObject().Select(entry => entry.Name).FirstOrDefault(NotOfMeta.ContainsKey) is { } key ? $"{NotOfMeta[key]}: leave '{key}' out." : null;

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,62}\z")]
    private static partial Regex WordText();
}
