using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>find, index, count, startswith, endswith with their optional start and end.</summary>
internal static class Searching
{
    public static bool StartsOrEnds(string text, TemplateArguments arguments, Func<string, string, bool> test)
    {
        var window = Window(text, arguments, out _);
        return arguments.Require(0, "prefix") switch
        {
            string part => window is not null && test(window, part),
            TupleValue parts => parts.Any(part => window is not null && test(window, Conversion.To<string>(part, "prefix"))),
            var other => throw TemplateException.Type($"first arg must be str or a tuple of str, not {TypeName.Of(other)}"),
        };
    }

    public static long Find(string text, TemplateArguments arguments, bool fromEnd)
    {
        var part = arguments.Require<string>(0, "sub");
        if (Window(text, arguments, out var start) is not { } window)
            return -1;
        var found = fromEnd ? window.LastIndexOf(part, StringComparison.Ordinal) : window.IndexOf(part, StringComparison.Ordinal);
        return found < 0 ? -1 : start + PythonString.Length(window[..found]);
    }

    public static long Index(string text, TemplateArguments arguments, bool fromEnd) =>
        Find(text, arguments, fromEnd) is var found and >= 0 ? found : throw new TemplateException("substring not found");

    public static long Count(string text, TemplateArguments arguments)
    {
        var part = arguments.Require<string>(0, "sub");
        if (Window(text, arguments, out _) is not { } window)
            return 0;
        if (part.Length == 0)
            return PythonString.Length(window) + 1;
        var count = 0L;
        for (var at = window.IndexOf(part, StringComparison.Ordinal); at >= 0; at = window.IndexOf(part, at + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    /// <summary>text[start:end]; null when the start lies behind the end.</summary>
    private static string? Window(string text, TemplateArguments arguments, out long start)
    {
        start = 0;
        if (!arguments.TryGet(1, "start", out var from) && !arguments.TryGet(2, "end", out _))
            return text;
        var length = PythonString.Length(text);
        start = from is null ? 0 : Conversion.To<long>(from, "start");
        start = start < 0 ? Math.Max(0, start + length) : start;
        return start > length ? null : (string)MemberAccess.Slice(text, from, arguments[2, "end"], null)!;
    }
}
