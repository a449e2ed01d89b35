using System.Text.RegularExpressions;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary>A generic test's arguments as values: texts that are templates, or look like a call of ref and the like, are rendered.</summary>
internal static partial class TestArguments
{
    public const string Name = "_dbt_generic_test_kwargs";

    public static DictValue Render(IReadOnlyDictionary<string, object?> arguments, RenderContext context, TemplateOptions options) =>
        new(arguments.Select(pair => KeyValuePair.Create(pair.Key, pair.Key == "column_name" && pair.Value is string ? pair.Value : Value(pair.Value, context, options))));

    private static object? Value(object? value, RenderContext context, TemplateOptions options) => value switch
    {
        IReadOnlyDictionary<string, object?> map => new DictValue(map.Select(pair => KeyValuePair.Create(pair.Key, Value(pair.Value, context, options)))),
        IReadOnlyList<object?> list => list.Select(item => Value(item, context, options)).ToList(),
        string text => Text(text.AsSpan().TrimStart() is ['e' or 'r' or 'v' or 's' or 'd', ..] && Call().IsMatch(text) ? $"{{{{ {text} }}}}" : text, context, options),
        _ => value,
    };

    private static object? Text(string text, RenderContext context, TemplateOptions options)
    {
        if (!JinjaOptions.IsTemplate(text))
            return JinjaOptions.WithoutTags(text);
        return Failures.Explain(context, () => context.Project.Parse(text, context.Node?.OriginalFilePath).RenderNative(context, options));
    }

    [GeneratedRegex(@"^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$")]
    private static partial Regex Call();
}
