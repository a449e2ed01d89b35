using System.Runtime.CompilerServices;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Macros;

/// <summary>Finds the macros that a macro's text calls, whether or not a render would come there.</summary>
internal static class MacroLinker
{
    /// <summary>Calls by text: those of the engine's own macros are found once in a process.</summary>
    private static readonly ConditionalWeakTable<string, IReadOnlyList<TemplateCall>> Found = [];

    public static void Link(Manifest manifest, MacroLookup lookup)
    {
        foreach (var macro in manifest.Macros.Values) macro.LinkWith(() => DependsOn(macro, lookup));
    }

    public static IReadOnlyList<TemplateCall> CallsOf(string text) => Found.GetValue(text, each => TemplateCall.FindAll(each, JinjaOptions.Run));

    private static DependsOn DependsOn(Macro macro, MacroLookup lookup)
    {
        var found = new DependsOn();
        foreach (var (package, name) in Calls(macro, lookup))
        {
            if (package is null && name == macro.Name)
                continue;
            if (lookup.Resolve(package ?? macro.PackageName, name) is { } called)
                found.AddMacro(called.UniqueId);
        }

        return found;
    }

    private static IEnumerable<(string? Package, string Name)> Calls(Macro macro, MacroLookup lookup)
    {
        foreach (var call in CallsOf(macro.Text))
        {
            if (call is { Target: "adapter", Name: "dispatch" })
            {
                foreach (var found in Dispatched(call, lookup)) yield return found;
            }
            else if (call.Target is not null)
            {
                if (call.Target != "adapter") yield return (call.Target, call.Name);
            }
            else if (call.Name is not ("source" or "ref" or "config") && !Context.BaseMembers.Names.Contains(call.Name))
            {
                yield return (null, call.Name);
            }
        }
    }

    private static IEnumerable<(string? Package, string Name)> Dispatched(TemplateCall call, MacroLookup lookup)
    {
        if (Argument(call, 0, "macro_name")?.Constant is not { } name)
            yield break;
        yield return (null, name);
        foreach (var (package, candidate) in lookup.Candidates(name, Argument(call, 1, "macro_namespace")?.Constant))
        {
            if (lookup.Find(package, candidate, from: null) is not { } target) continue;
            yield return (target.PackageName, target.Name);
            break;
        }
    }

    private static TemplateCallArgument? Argument(TemplateCall call, int index, string name) =>
        call.Arguments.FirstOrDefault(argument => argument.Name == name)
        ?? call.Arguments.Where(argument => argument.Name is null).ElementAtOrDefault(index);
}
