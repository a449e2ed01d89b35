using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary>
/// The most frequent tests, unique and not_null of the engine, call nothing but their model's ref or source, so they need no rendering to know it. As in
/// the reference they count as depending on the test's macro only.
/// </summary>
internal static class BuiltInTests
{
    public static bool TryCapture(Macro macro, ManifestNode test, NodeCapture capture)
    {
        if (macro.UniqueId is not ("macro.dbt.test_not_null" or "macro.dbt.test_unique") || test.TestMetadata?.Arguments.GetValueOrDefault("model") is not string model)
            return false;
        var calls = TemplateCall.FindAll(model.Contains("{{", StringComparison.Ordinal) ? model : $"{{{{ {model} }}}}", JinjaOptions.Run);
        if (calls.FirstOrDefault(call => call is { Target: null, Name: "ref" or "source" }) is not { } call)
            return false;
        var texts = call.Arguments.Where(argument => argument.Name is null).Select(argument => argument.Constant).ToList();
        if (texts.Exists(text => text is null))
            return false;
        if (call.Name == "source" && texts is [{ } source, { } table])
            capture.Sources.Add([source, table]);
        else if (call.Name == "ref" && texts.Count is 1 or 2)
            capture.Refs.Add(new RefArgs(texts[^1]!, texts.Count == 2 ? texts[0] : null, Version(call)));
        else
            return false;
        return true;
    }

    public static object? Version(TemplateCall call) => call.Arguments.FirstOrDefault(argument => argument.Name is "v" or "version") is { } version
        ? LiteralValue.Parse(version.Text)
        : null;
}
