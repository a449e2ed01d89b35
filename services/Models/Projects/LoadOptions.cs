namespace ControlPlane.Models.Projects;

/// <summary>Which target a project is loaded for, and how.</summary>
public sealed record LoadOptions
{
    /// <summary>Holds profiles.yml; null: DBT_PROFILES_DIR of the invocation's environment, then the project's folder, then <c>~/.dbt</c>.</summary>
    public string? ProfilesFolder { get; init; }

    /// <summary>Null: as dbt_project.yml says.</summary>
    public string? Profile { get; init; }

    /// <summary>Null: as the profile says.</summary>
    public string? Target { get; init; }

    /// <summary>The target itself, where there is no profiles.yml to read.</summary>
    public TargetProfile? TargetProfile { get; init; }

    /// <summary>Checks each package's require-dbt-version; default true.</summary>
    public bool VersionCheck { get; init; } = true;

    /// <summary>Configurations that go before all others, by the last parts of a resource's fqn: <c>orders</c>, <c>marts.orders</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Overrides { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);

    /// <summary>Goes before the project's target-path.</summary>
    public string? TargetPath { get; init; }
}
