using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Values;

/// <summary>An object with fixed members, and perhaps a call: a Python module or class.</summary>
internal sealed class MemberMap(string text, IReadOnlyDictionary<string, object?> members, TemplateFunction? call = null) : ITemplateObject
{
    public bool IsCallable => call is not null;

    public bool TryGetMember(string name, out object? value) => members.TryGetValue(name, out value);

    public object? Call(TemplateArguments arguments) => call is null ? throw new TemplateException($"'{text}' cannot be called", TemplateErrorKind.Type) : call(arguments);

    public override string ToString() => text;
}
