using System.Collections.Frozen;

namespace ControlPlane.Templating.Manifests;

/// <summary>
/// Interpolation as Airbyte's low-code manifests have it: the macros and filters beside Jinja's own, roots that must be declared, and the
/// rules for empty and undefined results. Source: airbyte-python-cdk, sources/declarative/interpolation.
/// </summary>
public static class ManifestInterpolation
{
    private static readonly Template False = Template.Parse("False");

    /// <summary>Parses a template of a manifest; refuses what the reference no longer supports.</summary>
    /// <exception cref="TemplateException">The text is not a valid template or uses stream_state.</exception>
    public static Template Parse(string text, TemplateOptions options, string? file = null) =>
        text.Contains("stream_state", StringComparison.Ordinal)
            ? throw new TemplateException("stream_state can no longer be used in templates; use stream_interval instead")
            : Template.Parse(text, file, options);

    /// <summary>Options to parse a manifest's templates with; make them once and share them.</summary>
    /// <param name="time">What now_utc() and its relatives read.</param>
    /// <param name="newGuid">What generate_uuid() gives; random by default.</param>
    public static TemplateOptions ManifestOptions(TimeProvider time, Func<Guid>? newGuid = null)
    {
        var globals = new Dictionary<string, object?>(TemplateOptions.Default.Globals);
        globals.Remove("range");
        foreach (var (name, macro) in new ManifestMacros(time, newGuid ?? Guid.NewGuid).All)
            globals[name] = macro;
        return new TemplateOptions
        {
            Undefined = UndefinedBehavior.StrictRoots,
            Globals = globals.ToFrozenDictionary(),
            Filters = ManifestFilters.All,
            Time = time,
        };
    }

    /// <summary>
    /// What the reference makes of a template: its literal value; when that is empty or something missing was used on the way, the literal
    /// value of <paramref name="fallback"/> (null without one); when an operation does not fit its types, the template's own text.
    /// </summary>
    /// <param name="template">Parsed with <see cref="ManifestOptions"/>.</param>
    /// <param name="variables">The roots of the context, such as config and record.</param>
    /// <param name="fallback">Used instead of an empty result.</param>
    /// <param name="accepts">Literal values to accept; for the others the text stays as it is. Null accepts all.</param>
    /// <exception cref="TemplateException">A root is not declared, a value cannot be used, or a limit is passed.</exception>
    public static object? Evaluate(
        Template template, IReadOnlyDictionary<string, object?> variables, Template? fallback = null, Func<object?, bool>? accepts = null)
    {
        try
        {
            var rendered = RenderOrText(template, variables);
            if (rendered is not "")
                return Read(rendered, accepts);
        }
        catch (TemplateException error) when (error.Kind == TemplateErrorKind.Undefined)
        {
            // Falls through to the fallback, as in the reference.
        }

        return fallback is null ? null : Read(RenderOrText(fallback, variables), accepts);
    }

    /// <summary>A condition: false for what renders to nothing, False, 0, an empty list or dict and the words false and False.</summary>
    /// <exception cref="TemplateException">As for <see cref="Evaluate"/>.</exception>
    public static bool EvaluateCondition(Template template, IReadOnlyDictionary<string, object?> variables) =>
        Evaluate(template, variables, False) switch
        {
            // None is none of the reference's false values.
            null => true,
            string text => text is not ("False" or "false" or "{}" or "[]" or "()" or "" or "0" or "0.0"),
            var value => Values.Truth.Of(value),
        };

    private static object? RenderOrText(Template template, IReadOnlyDictionary<string, object?> variables)
    {
        try
        {
            return template.RenderOrValue(variables);
        }
        catch (TemplateException error) when (error.Kind == TemplateErrorKind.Type)
        {
            return template.Text;
        }
    }

    private static object? Read(object? rendered, Func<object?, bool>? accepts)
    {
        if (rendered is string text)
            return LiteralValue.TryParse(text, out var value) && accepts?.Invoke(value) != false ? value : text;
        return accepts?.Invoke(rendered) != false ? rendered : Values.PythonText.Str(rendered);
    }
}
