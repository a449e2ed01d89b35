using System.Collections.Frozen;
using ControlPlane.Models.Jinja.Values;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Context;

/// <summary><c>modules</c>: what templates have of Python's libraries.</summary>
internal static class Modules
{
    public static MemberMap All { get; } = Module("modules", new()
    {
        ["datetime"] = DateTimeModule.All,
        ["pytz"] = PytzModule.All,
        ["re"] = RegexModule.All,
        ["itertools"] = ItertoolsModule.All,
    });

    public static MemberMap Module(string name, Dictionary<string, object?> members, TemplateFunction? call = null) =>
        new(name, members.ToFrozenDictionary(StringComparer.Ordinal), call);

    public static object? Function(TemplateFunction function) => function;
}
