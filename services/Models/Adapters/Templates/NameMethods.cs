using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>Quoting names.</summary>
internal static class NameMethods
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["quote"] = (adapter, arguments) => Quote(adapter, arguments.Require<string>(0, "identifier")),
        ["quote_as_configured"] = QuoteAsConfigured,
        ["quote_seed_column"] = QuoteSeedColumn,
    };

    public static string Quote(AdapterValue adapter, string name) => adapter.Adapter.Relation(null, null, null).Quoted(name);

    private static object? QuoteAsConfigured(AdapterValue adapter, TemplateArguments arguments)
    {
        var name = arguments.Require<string>(0, "identifier");
        return arguments[1, "quote_key"] is "database" or "schema" or "identifier" ? Quote(adapter, name) : name;
    }

    private static object? QuoteSeedColumn(AdapterValue adapter, TemplateArguments arguments)
    {
        var column = arguments.Require<string>(0, "column");
        return arguments[1, "quote_config"] switch
        {
            null or true => Quote(adapter, column),
            false => column,
            var other => throw new TemplateException($"The seed configuration value of \"quote_columns\" has an invalid type {Templating.Values.PythonText.Repr(other)}"),
        };
    }
}
