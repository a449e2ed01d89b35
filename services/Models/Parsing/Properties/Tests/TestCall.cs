using ControlPlane.Models.Projects.Yaml;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties.Tests;

/// <summary>A generic test taken apart: which macro, with which arguments, and what configures it.</summary>
/// <param name="Arguments">As written, in order, <c>column_name</c> and <c>model</c> among them.</param>
/// <param name="Config">Templates not rendered yet.</param>
internal sealed record TestCall(
    string Name, string? Namespace, Dictionary<string, object?> Arguments, Dictionary<string, object?> Config, string? CustomName, string Description)
{
    /// <summary>What may stand beside the arguments and configures the test all the same, in the order in which the reference writes it.</summary>
    private static readonly string[] ConfigKeys =
    [
        "severity", "tags", "enabled", "where", "limit", "warn_if", "error_if", "fail_calc", "store_failures", "store_failures_as", "meta", "database", "schema", "alias",
    ];

    /// <summary>Null where it is malformed, which is then among the errors.</summary>
    /// <param name="column">Quoted where it has to be.</param>
    /// <param name="unwraps">Arguments may be under <c>arguments</c>.</param>
    public static TestCall? Read(TestDeclaration declaration, string? column, bool unwraps)
    {
        var file = declaration.Target.File;
        if (Split(declaration) is not var (name, written)) return null;
        var first = IdentifierAt(name, 0);
        if (first == 0)
        {
            file.Fail(declaration.Line, $"test name must match pattern [namespace.]name, got '{name}'.", "Name the test as its macro is named, without 'test_'.");
            return null;
        }
        var arguments = new Dictionary<string, object?>(written, StringComparer.Ordinal);
        if (column is not null) arguments["column_name"] = column;
        if (unwraps && arguments.Remove("arguments", out var nested) && nested is IReadOnlyDictionary<string, object?> more)
            foreach (var (key, value) in more) arguments[key] = value;
        if (arguments.ContainsKey("model"))
        {
            file.Fail(written.LineOf("model"), "Test arguments include \"model\", which is a reserved argument.", "Rename the argument.");
            return null;
        }
        arguments["model"] = $"{{{{ get_where_subquery({declaration.Target.Expression}) }}}}";
        if (TakeConfig(arguments, declaration, written) is not { } config) return null;
        var description = arguments.Remove("description", out var said) ? said as string ?? "" : "";
        var custom = arguments.Remove("name", out var given) ? PythonText.Str(given) : null;
        var second = first < name.Length && name[first] == '.' ? IdentifierAt(name, first + 1) : 0;
        return new TestCall(second > 0 ? name.Substring(first + 1, second) : name[..first], second > 0 ? name[..first] : null, arguments, config, custom, description);
    }

    private static (string Name, YamlMap Arguments)? Split(TestDeclaration declaration)
    {
        var file = declaration.Target.File;
        switch (declaration.Test)
        {
            case string name:
                return (name, new YamlMap { Line = declaration.Line });
            case YamlMap map when map.TryGetValue("test_name", out var named):
                if (named is not string given) break;
                var rest = new YamlMap { Line = map.Line };
                foreach (var (key, value) in map.Where(pair => pair.Key != "test_name")) rest.Put(key, value, map.LineOf(key));
                return (given, rest);
            case YamlMap { Count: 1 } map:
                var (single, arguments) = map.First();
                if (arguments is YamlMap found) return (single, found);
                file.Fail(map.Line, $"test arguments must be a dict, got {PythonText.Repr(arguments)} for the test '{single}'.",
                    arguments is null ? "Remove the colon after the test's name, or indent its arguments below it." : "Write each argument as 'name: value' below the test's name.");
                return null;
            case YamlMap map:
                file.Fail(map.Line, $"test definition dictionary must have exactly one key, got {string.Join(", ", map.Keys.Select(key => $"'{key}'"))} ({map.Count} keys).",
                    "Indent the test's arguments further than its name, and start each test with '-'.");
                return null;
        }
        file.Fail(declaration.Line, $"A test is {PythonText.Repr(declaration.Test)}, which is neither a name nor a mapping.", "Name the test, as in '- unique'.");
        return null;
    }

    private static Dictionary<string, object?>? TakeConfig(Dictionary<string, object?> arguments, TestDeclaration declaration, YamlMap written)
    {
        var hasConfig = arguments.Remove("config", out var value);
        if (hasConfig && value is not IReadOnlyDictionary<string, object?>)
        {
            declaration.Target.File.Fail(written.LineOf("config"), $"'config' of a test is {PythonText.Repr(value)}, not a mapping.", "Indent the configurations below it.");
            return null;
        }
        var own = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, each) in value as IReadOnlyDictionary<string, object?> ?? own) own[key] = each;
        var config = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var key in ConfigKeys)
        {
            arguments.Remove(key, out var beside);
            if (IsSaid(beside) && own.ContainsKey(key))
            {
                declaration.Target.File.Fail(written.LineOf(key), $"Test cannot have the same key at the top-level and in config: '{key}'.", $"Keep the '{key}' within 'config'.");
                return null;
            }
            if (hasConfig && !IsSaid(beside)) own.Remove(key, out beside);
            if (beside is not null) config[key] = beside;
        }
        foreach (var (key, each) in own) config[key] = each;
        return config;
    }

    /// <summary>As Python sees it: what is false, empty or zero beside the arguments gives way to what is within config.</summary>
    private static bool IsSaid(object? value) => value switch
    {
        null or false or "" or 0L or 0.0 => false,
        System.Collections.ICollection collection => collection.Count > 0,
        _ => true,
    };

    /// <summary>How long it is; 0 for none.</summary>
    private static int IdentifierAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && (text[end] == '_' || (end > start ? char.IsAsciiLetterOrDigit(text[end]) : char.IsAsciiLetter(text[end])))) end++;
        return end - start;
    }
}
