using ControlPlane.Templating;
using ControlPlane.Templating.Filters;

namespace ControlPlane.Models.Jinja;

/// <summary>How the templates of a project are read and what bounds them.</summary>
internal static class JinjaOptions
{
    /// <summary>Macros, and whatever is rendered when a project is run.</summary>
    public static TemplateOptions Run { get; } = new()
    {
        MacroReturn = true,
        ModelTags = true,
        Filters = NativeFilters.ForText,
        Limits = new TemplateLimits { OutputCharacters = 64_000_000, Recursion = 400, Duration = TimeSpan.FromMinutes(2) },
    };

    /// <summary>Nodes' texts while a project is parsed: what does not exist can be called, so that all that is called is seen.</summary>
    public static TemplateOptions Parse { get; } = Run with { Undefined = UndefinedBehavior.Chained };

    public static TemplateOptions Native { get; } = Run with { Filters = NativeFilters.ForValues };

    public static TemplateOptions NativeParse { get; } = Parse with { Filters = NativeFilters.ForValues };

    /// <summary>Texts that hold none of Jinja's tags are used as they are, to the last newline.</summary>
    public static bool IsTemplate(string text)
    {
        for (var at = text.AsSpan().IndexOfAny('{', '}'); at >= 0;)
        {
            if (text[at] == '{' ? at + 1 < text.Length && text[at + 1] is '{' or '%' or '#' : at > 0 && text[at - 1] is '#' or '}' or '%') return true;
            var next = text.AsSpan(at + 1).IndexOfAny('{', '}');
            at = next < 0 ? -1 : at + 1 + next;
        }
        return false;
    }

    /// <summary>
    /// What rendering to a value leaves of a text without tags: as of any template, one newline at its end goes, and newlines are all of one kind.
    /// </summary>
    public static string WithoutTags(string text)
    {
        if (text.Contains('\r', StringComparison.Ordinal)) text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return text.EndsWith('\n') ? text[..^1] : text;
    }
}
