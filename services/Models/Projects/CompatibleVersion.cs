namespace ControlPlane.Models.Projects;

/// <summary>The version of the reference that projects see this engine as: <c>dbt_version</c>, require-dbt-version.</summary>
public static class CompatibleVersion
{
    public const string Text = "1.10.15";

    internal static SemanticVersion Current { get; } = SemanticVersion.Parse(Text)!;
}
