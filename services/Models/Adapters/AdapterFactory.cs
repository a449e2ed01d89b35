using ControlPlane.Models.Adapters.DuckDb;
using ControlPlane.Models.Adapters.Postgres;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Adapters;

/// <summary>The engines that there are. Nothing is connected to until it is asked.</summary>
public static class AdapterFactory
{
    private static readonly Dictionary<string, Func<TargetProfile, IAdapter>> Engines = new(StringComparer.OrdinalIgnoreCase)
    {
        ["postgres"] = target => new PostgresAdapter(target),
        ["duckdb"] = target => new DuckDbAdapter(target),
    };

    /// <exception cref="AdapterException">There is no engine of that type, or a setting of the profile is wrong.</exception>
    public static IAdapter Create(TargetProfile target) => Engines.TryGetValue(target.Type, out var engine)
        ? engine(target)
        : throw new AdapterException(
            $"The target '{target.TargetName}' of profile '{target.ProfileName}' has the type '{target.Type}'; this engine runs {string.Join(" and ", Engines.Keys)}. Change 'type' in profiles.yml or choose another target.");
}
