using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Reconciliation;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>A service that runs models somewhere else.</summary>
internal interface IExternalEngine
{
    /// <summary>As specs name it.</summary>
    string Name { get; }

    /// <summary>As people name it.</summary>
    string Title { get; }

    /// <exception cref="Fault">The spec does not say what is needed, or there is no such secret.</exception>
    Task<IExternalRuns> OpenAsync(TenantModels tenant, CancellationToken cancellationToken);
}

/// <summary>Its runs for one tenant. What it throws is its client's own exception.</summary>
internal interface IExternalRuns : IDisposable
{
    /// <returns>The run that was started for this attempt of ours; null where there is none, or none to be seen yet.</returns>
    Task<string?> FindAsync(Guid attempt, CancellationToken cancellationToken);

    /// <summary>Starts one, unless one was started for the same attempt before.</summary>
    Task<string> StartAsync(Guid attempt, CancellationToken cancellationToken);

    /// <summary>How a run stands; once it is over, with its nodes.</summary>
    Task<ModelEngineRun> LookAsync(string id, CancellationToken cancellationToken);

    /// <summary>Asks for its end, which comes some time later; any number of times.</summary>
    Task CancelAsync(string id, CancellationToken cancellationToken);

    /// <summary>What to do about an exception of its client; null for any other.</summary>
    Fault? Translate(Exception exception);
}
