using System.Collections.Frozen;
using ControlPlane.Models.Adapters;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>
/// <c>adapter</c>, before it has a session: one is opened by what asks the engine something, not by what only knows names. Notes what is asked, and
/// stops the clock of the template while the engine works.
/// </summary>
internal sealed class AdapterProxy(RenderContext context) : ITemplateObject
{
    /// <summary>Members that need no session.</summary>
    private static readonly FrozenSet<string> Offline = new[]
    {
        "Relation", "Column", "behavior", "type", "quote", "quote_as_configured", "quote_seed_column", "quote_if_needed", "convert_type", "parse_index", "valid_incremental_strategies",
        "builtin_incremental_strategies", "render_raw_columns_constraints", "render_raw_model_constraints", "render_column_constraint", "render_model_constraint",
        "capabilities", "supports", "has_feature", "standardize_grants_dict", "translate_type", "generate_unique_temporary_table_suffix", "config",
        "warn_once", "cache_added", "cache_dropped", "cache_renamed", "is_motherduck", "is_ducklake", "disable_transactions", "use_database",
    }.ToFrozenSet(StringComparer.Ordinal);

    private ITemplateObject? _offline, _online;

    public bool TryGetMember(string name, out object? value)
    {
        if (name == "dispatch")
        {
            value = (TemplateFunction)Dispatch;
            return true;
        }

        if (Offline.Contains(name) || context.Connection is null)
            return (_offline ??= new AdapterValue(context.Project.Adapter, null, context)).TryGetMember(name, out value);

        // Whether there is such a member is known without a session.
        if (!(_offline ??= new AdapterValue(context.Project.Adapter, null, context)).TryGetMember(name, out value) || value is not TemplateFunction)
            return value is not null;
        value = (TemplateFunction)(arguments => Ask(name, arguments));
        return true;
    }

    public object? Member(string name) => TryGetMember(name, out var value) ? value : null;

    public override string ToString() => context.Project.Adapter.Traits.Type;

    private object? Ask(string name, TemplateArguments arguments)
    {
        context.Inputs.AdapterCalls.Add(name);
        _online ??= new AdapterValue(context.Project.Adapter, Open(), context);
        if (!_online.TryGetMember(name, out var value) || value is not TemplateFunction method)
            throw new TemplateException($"adapter has no method '{name}'", TemplateErrorKind.Undefined);
        return context.Clock is { } clock ? clock.Outside(() => method(arguments)) : method(arguments);
    }

    private IAdapterConnection Open() => context.Clock is { } clock ? clock.Outside(context.Connection!) : context.Connection!();

    private object? Dispatch(TemplateArguments arguments)
    {
        if (arguments.TryGet(2, "packages", out var packages) && packages is not null)
        {
            throw new TemplateException(
                "The \"packages\" argument of adapter.dispatch() has been deprecated.\nUse the \"macro_namespace\" argument instead.\n\n"
                + $"Raised during dispatch for: {arguments[0, "macro_name"]}");
        }

        return arguments[1, "macro_namespace"] switch
        {
            null => context.Dispatch(arguments.Require<string>(0, "macro_name"), null),
            string named => context.Dispatch(arguments.Require<string>(0, "macro_name"), named),
            var other => throw new TemplateException(
                $"In adapter.dispatch, got a <class '{TemplateValue.TypeOf(other)}'> macro_namespace argument (\"{other}\"), but macro_namespace should be None or a string."),
        };
    }
}
