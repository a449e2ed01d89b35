using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>Finds what <c>doc(...)</c> names.</summary>
internal static class DocBlocks
{
    public static DocBlock Find(Manifest manifest, string package, TemplateArguments arguments, string place)
    {
        var (named, name) = arguments.Positional switch
        {
            [var only] => (null, PythonText.Str(only)),
            [var first, var second] => (PythonText.Str(first), PythonText.Str(second)),
            var all => throw new TemplateException($"doc() takes at most two arguments ({all.Count} given)"),
        };
        foreach (var candidate in References.Packages(manifest.Projects.Root.Name, package, named))
        {
            var found = candidate is null
                ? manifest.Docs.Values.FirstOrDefault(block => block.Name == name)
                : manifest.Docs.GetValueOrDefault($"doc.{candidate}.{name}");
            if (found is not null)
                return found;
        }

        var where = named is null ? "" : $"in package '{named}' ";
        var advice = NearestNames.Advise(name, manifest.Docs.Values.Select(block => block.Name), "");
        throw new TemplateException($"Documentation for '{place}' depends on doc '{name}' {where}which was not found{(advice.Length > 0 ? $". {advice}" : "")}");
    }
}
