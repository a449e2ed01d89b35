using System.Collections.Frozen;

namespace ControlPlane.Models.Jinja.Context;

internal delegate object? ContextMember(RenderContext context);

/// <summary>What is in the context of every node and macro, by name.</summary>
internal static class ContextMembers
{
    public static FrozenDictionary<string, ContextMember> All { get; } = BaseMembers.Functions
        .Select(pair => KeyValuePair.Create<string, ContextMember>(pair.Key, _ => pair.Value))
        .Concat(InvocationMembers.All)
        .Concat(NodeMembers.All)
        .Concat(EngineMembers.All)
        .Append(KeyValuePair.Create<string, ContextMember>("context", context => context))
        .Append(KeyValuePair.Create<string, ContextMember>("builtins", context => new Builtins(context)))
        .ToFrozenDictionary(StringComparer.Ordinal);
}
