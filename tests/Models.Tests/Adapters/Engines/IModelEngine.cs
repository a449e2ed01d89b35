namespace ControlPlane.Models.Tests.Adapters.Engines;

/// <summary>An engine that the suite runs on, with an empty database for each test.</summary>
public interface IModelEngine
{
    /// <summary>The output of profiles.yml for a new database, in one line.</summary>
    string NewTarget();
}
