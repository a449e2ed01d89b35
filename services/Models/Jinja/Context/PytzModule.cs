using ControlPlane.Models.Jinja.Values;
using ControlPlane.Templating.Values;
using static ControlPlane.Models.Jinja.Context.Modules;

namespace ControlPlane.Models.Jinja.Context;

/// <summary><c>modules.pytz</c></summary>
internal static class PytzModule
{
    public static MemberMap All { get; } = Module("<module 'pytz'>", new()
    {
        ["timezone"] = Function(arguments => TimeZoneValue.Find(arguments.Require<string>(0, "zone"))),
        ["utc"] = TimeZoneValue.Utc,
        ["UTC"] = TimeZoneValue.Utc,
        ["FixedOffset"] = Function(arguments => TimeSpan.FromMinutes(arguments.Require<int>(0, "offset"))),
    });
}
