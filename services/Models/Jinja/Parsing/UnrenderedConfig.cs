using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary>The arguments of a text's first config(...) as written, for telling later whether they have changed.</summary>
internal static class UnrenderedConfig
{
    public static IEnumerable<KeyValuePair<string, string>> Of(string? text)
    {
        if (text is null || !text.Contains("config(", StringComparison.Ordinal))
            return [];
        var call = TemplateCall.FindAll(text, JinjaOptions.Run).FirstOrDefault(found => found is { Target: null, Name: "config" });
        return call is null
            ? []
            : call.Arguments.Where(argument => argument.Name is not null).Select(argument => KeyValuePair.Create(argument.Name!, argument.Text));
    }
}
