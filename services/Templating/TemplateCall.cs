using ControlPlane.Templating.Syntax;

namespace ControlPlane.Templating;

/// <summary>A call as written: <c>name(...)</c> or <c>target.name(...)</c>.</summary>
/// <param name="Target">The name before the dot, if any.</param>
public sealed record TemplateCall(string? Target, string Name, IReadOnlyList<TemplateCallArgument> Arguments)
{
    /// <summary>All calls in a template, whether or not they would be made, in the order written; filters and tests are none.</summary>
    /// <exception cref="TemplateException">The text is not a valid template.</exception>
    public static IReadOnlyList<TemplateCall> FindAll(string text, TemplateOptions? options = null)
    {
        if (!text.Contains('(', StringComparison.Ordinal) || !text.Contains('{', StringComparison.Ordinal))
            return [];
        var source = new Source(text, null);
        return new CallFinder(source, Lexer.Read(source, options ?? TemplateOptions.Default)).Find();
    }
}

/// <param name="Name">Of a keyword argument.</param>
/// <param name="Text">As written.</param>
/// <param name="Constant">The text that a string in quotes stands for; null for anything else.</param>
public sealed record TemplateCallArgument(string? Name, string Text, string? Constant);
