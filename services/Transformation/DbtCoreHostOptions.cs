namespace ControlPlane.Transformation;

/// <summary>dbt Core on this host: settings of its operator, which no tenant's spec can change.</summary>
public sealed class DbtCoreHostOptions
{
    /// <summary>A path, or a name that is looked for in PATH; default none: the engine dbt-core cannot be chosen.</summary>
    public string? Executable { get; set; }

    /// <summary>Blueprints that it may run, since a project's macros are programs; default none.</summary>
    public IList<string> Blueprints { get; } = [];

    /// <summary>
    /// Where its folders are made, and nobody else may look; default one among the data of the service's user, and in the embedded mode in the data folder.
    /// It must outlive a restart for a run to be found again.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>The longest run, which is interrupted then; default 6 h.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromHours(6);
}
