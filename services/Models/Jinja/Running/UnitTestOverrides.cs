using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Running;

/// <summary>The macros that a unit test replaces by values: <c>is_incremental: true</c>, <c>dbt_utils.star: "a, b"</c>.</summary>
internal static class UnitTestOverrides
{
    public static void Apply(RenderContext context, UnitTest? test, IReadOnlyDictionary<string, ManifestNode> inputs, string? testedNode)
    {
        if (test?.Overrides?.GetValueOrDefault("macros") is IReadOnlyDictionary<string, object?> macros)
        {
            // A package's macro first, so that the name alone goes before it.
            foreach (var (name, value) in macros.OrderBy(pair => !pair.Key.Contains('.', StringComparison.Ordinal))) Apply(context, name.Split('.', 2), value);
        }

        if (context.Node is { } node && testedNode is not null && inputs.TryGetValue(testedNode, out var rows))
        {
            RunMode.CommonTable(node, rows.UniqueId);
            context.Own["this"] = RunMode.EphemeralOf(context, rows.Alias);
        }
        else
        {
            context.Own["this"] = null;
        }
    }

    private static void Apply(RenderContext context, string[] name, object? value)
    {
        if (name is [var package, var macro])
        {
            if (context.TryGetValue(package, out var found) && found is PackageMacros macros && macros.TryGetValue(macro, out var original))
                (macros.Overrides ??= [])[macro] = Replacement(original, value);
            if (package == "dbt" && context.TryGetValue(macro, out original))
                context.Own[macro] = Replacement(original, value);
            return;
        }

        if (!context.TryGetValue(name[0], out var known))
            return;
        context.Own[name[0]] = Replacement(known, value);
        if (context.TryGetValue("dbt", out var engine) && engine is PackageMacros own && own.ContainsKey(name[0]))
            (own.Overrides ??= [])[name[0]] = Replacement(known, value);
    }

    private static object? Replacement(object? original, object? value) => original is TemplateFunction ? (TemplateFunction)(_ => value) : value;
}
