using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using ControlPlane.Models.Jinja.Values;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>The functions that every template has and that depend on nothing.</summary>
internal static class BaseMembers
{
    public const string Version = "1.10.15";

    public static FrozenDictionary<string, object?> Functions { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["dbt_version"] = Version,
        ["fromjson"] = Function(arguments => Or(arguments, () => JsonReader.Read(arguments.Require<string>(0, "string")))),
        ["tojson"] = Function(arguments => JsonText.Write(arguments[0, "value"], new JsonStyle(SortKeys: Sorted(arguments)))),
        ["fromyaml"] = Function(arguments => Or(arguments, () => YamlReading.Read(arguments.Require<string>(0, "value")))),
        ["toyaml"] = Function(arguments => YamlWriting.Write(arguments[0, "value"], Sorted(arguments))),
        ["set"] = Function(arguments => TemplateValue.IsIterable(arguments[0, "value"]) ? new SetValue(arguments[0, "value"]) : arguments[1, "default"]),
        ["set_strict"] = Function(arguments => new SetValue(arguments[0, "value"])),
        ["zip"] = Function(arguments => arguments.Positional.All(TemplateValue.IsIterable) ? Zip(arguments) : arguments[-1, "default"]),
        ["zip_strict"] = Function(Zip),
        ["diff_of_two_dicts"] = Function(DifferenceOfDicts),
        ["local_md5"] = Function(arguments => Md5(arguments.Require<string>(0, "value"))),
        ["modules"] = Modules.All,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names that are there without a project's macros; a macro of such a name is not seen by static analysis.</summary>
    public static FrozenSet<string> Names { get; } = Functions.Keys.Concat(
        ["var", "env_var", "return", "log", "print", "run_started_at", "invocation_id", "thread_id", "flags", "target", "project_name", "context", "builtins"])
        .ToFrozenSet(StringComparer.Ordinal);

    private static bool Sorted(TemplateArguments arguments) => TemplateValue.IsTrue(arguments[2, "sort_keys"]);

    private static TemplateFunction Function(TemplateFunction function) => function;

    private static object? Or(TemplateArguments arguments, Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (FormatException)
        {
            return arguments[1, "default"];
        }
    }

    private static List<object?> Zip(TemplateArguments arguments)
    {
        var columns = arguments.Positional.Select(items => TemplateValue.Iterate(items).ToList()).ToList();
        var length = columns.Count == 0 ? 0 : columns.Min(column => column.Count);
        return [.. Enumerable.Range(0, length).Select(i => (object?)TemplateValue.Tuple([.. columns.Select(column => column[i])]))];
    }

    private static DictValue DifferenceOfDicts(TemplateArguments arguments)
    {
        var left = arguments.Require<IReadOnlyDictionary<string, object?>>(0, "dict_a");
        var right = new Dictionary<string, HashSet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, values) in arguments.Require<IReadOnlyDictionary<string, object?>>(1, "dict_b"))
            right[key] = TemplateValue.Iterate(values).Select(PythonText.Str).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var difference = new List<KeyValuePair<string, object?>>();
        foreach (var (key, values) in left)
        {
            var kept = right.TryGetValue(key, out var known)
                ? [.. TemplateValue.Iterate(values).Where(value => !known.Contains(PythonText.Str(value)))]
                : TemplateValue.Iterate(values).ToList();
            if (kept.Count > 0 || !right.ContainsKey(key)) difference.Add(new(key, kept));
        }

        return new DictValue(difference);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "The name says which hash it gives; nothing is protected by it.")]
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
