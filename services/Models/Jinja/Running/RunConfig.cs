using ControlPlane.Models.Jinja.Context;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Running;

/// <summary><c>config</c> when a node is compiled or run: what was decided; calls change nothing.</summary>
internal sealed class RunConfig(RenderContext context) : ITemplateObject
{
    public bool IsCallable => true;

    public bool TryGetMember(string name, out object? value)
    {
        TemplateFunction? method = name switch
        {
            "get" => arguments => Valid(arguments, Find(arguments.Require<string>(0, "name"), out var found) ? found : arguments[1, "default"]),
            "require" => arguments => Valid(arguments, Require(arguments.Require<string>(0, "name"))),
            "meta_get" => arguments => Meta.TryGetValue(arguments.Require<string>(0, "name"), out var found) ? found : arguments[1, "default"],
            "meta_require" => arguments => Meta.TryGetValue(arguments.Require<string>(0, "name"), out var found) ? found : throw Missing(arguments.Require<string>(0, "name")),
            "set" => _ => "",
            "persist_relation_docs" => _ => Persists("relation"),
            "persist_column_docs" => _ => Persists("columns"),
            _ => null,
        };
        value = method;
        return method is not null;
    }

    public object? Call(TemplateArguments arguments) => "";

    private IReadOnlyDictionary<string, object?> Values => context.Node?.Config.Values ?? context.SourceNode?.Config.Values ?? new Dictionary<string, object?>();

    private IReadOnlyDictionary<string, object?> Meta => Values.GetValueOrDefault("meta") as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>();

    /// <summary>Strategies of microbatch models read the bounds of their batch there.</summary>
    private const string BatchBound = "__dbt_internal_microbatch_event_time_";

    private bool Find(string name, out object? value)
    {
        if (context.Batch is not var (start, end) || !name.StartsWith(BatchBound, StringComparison.Ordinal))
            return Declared(name, out value);
        value = name == BatchBound + "start" ? start : end;
        return true;
    }

    private bool Declared(string name, out object? value) => Values.TryGetValue(name switch { "pre_hook" => "pre-hook", "post_hook" => "post-hook", _ => name }, out value);

    private object? Require(string name) => Find(name, out var value) ? value : throw Missing(name);

    private static object? Valid(TemplateArguments arguments, object? value)
    {
        if (arguments[-1, "validator"] is TemplateFunction validator && value is not null) validator(new TemplateArguments([value]));
        return value;
    }

    private object? Persists(string what) => Values.GetValueOrDefault("persist_docs") switch
    {
        null => false,
        IReadOnlyDictionary<string, object?> settings => settings.GetValueOrDefault(what) ?? false,
        var other => throw new TemplateException($"Invalid value provided for 'persist_docs'. Expected dict but received <class '{TemplateValue.TypeOf(other)}'>"),
    };

    private TemplateException Missing(string name) =>
        new($"Model '{context.Node?.UniqueId ?? context.Package}' does not define a required config parameter '{name}'.");
}
