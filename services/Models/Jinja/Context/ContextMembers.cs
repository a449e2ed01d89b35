using System.Collections.Frozen;

namespace ControlPlane.Models.Jinja.Context;

internal delegate object? ContextMember(RenderContext context);

/// <summary>What is in the context of every node and macro, by name.</summary>
internal static class ContextMembers
{
    public static FrozenDictionary<string, ContextMember> All { get; } = Gather().ToFrozenDictionary(StringComparer.Ordinal);

    private static Dictionary<string, ContextMember> Gather()
    {
        var all = new Dictionary<string, ContextMember>(NodeMembers.All, StringComparer.Ordinal) { ["context"] = context => context, ["builtins"] = context => new Builtins(context) };
        foreach (var (name, function) in BaseMembers.Functions) all.Add(name, _ => function);
        foreach (var (name, member) in InvocationMembers.All) all.Add(name, member);
        foreach (var (name, member) in EngineMembers.All) all.Add(name, member);
        return all;
    }
}
