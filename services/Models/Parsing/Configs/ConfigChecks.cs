using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Configs;

/// <summary>Finds values that a configuration cannot have.</summary>
internal static class ConfigChecks
{
    private static readonly string[] Accesses = ["private", "protected", "public"];

    public static IEnumerable<(string Message, string Fix)> Of(ManifestNode node)
    {
        var fields = ConfigFields.Of(node.ResourceType);
        foreach (var field in fields.All)
        {
            if (node.Config.Values[field.Name] is { } value && !Fits(field.Type, value))
                yield return ($"The configuration '{field.Name}' of {node.UniqueId} is {PythonText.Repr(value)}, which is not {Wanted(field.Type)}.", $"Give it {Wanted(field.Type)}.");
        }
        if (node.ResourceType == ResourceType.Model && node.Config.Text("access") is { } access && !Accesses.Contains(access))
            yield return ($"Node {node.UniqueId} has an invalid value ({access}) for the access field.", NearestNames.Advise(access, Accesses, "Write private, protected or public."));
        if (node.ResourceType is ResourceType.Seed && node.Config.Materialized != "seed")
            yield return ("A seed must have a materialized value of 'seed'.", "Remove 'materialized' from its configuration.");
        if (node.ResourceType is ResourceType.Test && node.Config.Materialized != "test")
            yield return ("A test must have a materialized value of 'test'.", "Remove 'materialized' from its configuration.");
        if (node.ResourceType is ResourceType.Test && node.Config.Text("severity") is { } severity && severity.ToUpperInvariant() is not ("WARN" or "ERROR"))
            yield return ($"Severity must be either 'warn' or 'error'. Got '{severity}'.", "Write 'warn' or 'error'.");
        if (node.Config.Map("contract").GetValueOrDefault("enforced") is true && node.Config.Materialized == "incremental" && node.Config.Text("on_schema_change") is not ("append_new_columns" or "fail") and var change)
            yield return ($"Invalid value for on_schema_change: {change}. Models materialized as incremental with contracts enabled must set on_schema_change to 'append_new_columns' or 'fail'.", "Choose 'append_new_columns' or 'fail'.");
    }

    private static bool Fits(ConfigType type, object value) => type switch
    {
        ConfigType.Flag => value is bool,
        ConfigType.Text => value is string,
        ConfigType.Whole => value is long,
        ConfigType.Map => value is IReadOnlyDictionary<string, object?>,
        ConfigType.List => value is IReadOnlyList<object?>,
        _ => true,
    };

    private static string Wanted(ConfigType type) => type switch
    {
        ConfigType.Flag => "true or false",
        ConfigType.Text => "a text",
        ConfigType.Whole => "a whole number",
        ConfigType.Map => "a mapping",
        _ => "a list",
    };
}
