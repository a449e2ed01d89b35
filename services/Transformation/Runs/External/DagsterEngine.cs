using System.Net;
using ControlPlane.Clients.Dagster;
using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>A job of Dagster+, or of a Dagster of one's own.</summary>
internal sealed class DagsterEngine(IHttpClientFactory http, EngineSecrets secrets, EngineEgress egress, IOptions<TransformationOptions> options, TimeProvider time) : IExternalEngine
{
    public const string ClientName = "dagster";

    public string Name => ModelEngines.Dagster;

    public string Title => "Dagster";

    public async Task<IExternalRuns> OpenAsync(TenantModels tenant, CancellationToken cancellationToken)
    {
        var spec = tenant.Models.Dagster
            ?? throw new Fault(FaultKind.Rejected, "EngineNotConfigured", "The run's engine is dagster, and the spec has no models.dagster (any more). Add it with url, location and token.");
        var connection = new DagsterConnection
        {
            Url = egress.Check("models.dagster.url", spec.Url),
            Organization = spec.Organization,
            Deployment = spec.Deployment,
            Token = spec.Token is { } token ? await secrets.GetAsync(tenant.Tenant, "models.dagster.token", token, cancellationToken) : null,
        };
        var client = http.CreateClient(ClientName);
        return new Runs(client, new DagsterClient(client, connection, new() { LostAnswerGrace = options.Value.ExternalPoll }, time), spec, tenant);
    }

    private sealed class Runs(HttpClient http, DagsterClient client, DagsterSpec spec, TenantModels tenant) : IExternalRuns
    {
        public async Task<string?> FindAsync(Guid attempt, CancellationToken cancellationToken) => (await client.FindRunAsync(attempt, cancellationToken))?.RunId;

        public async Task<string> StartAsync(Guid attempt, CancellationToken cancellationToken) => (await client.LaunchRunAsync(new()
        {
            RunId = attempt,
            Job = new() { Location = spec.Location, Repository = spec.Repository, Job = spec.Job },
            Tags = new Dictionary<string, string> { ["controlplane/tenant"] = tenant.Tenant.ToString() },
        }, cancellationToken)).Run.RunId;

        /// <summary>Its events are many, and asked for only once it is over.</summary>
        public async Task<ModelEngineRun> LookAsync(string id, CancellationToken cancellationToken) => (await client.GetRunAsync(id, cancellationToken)).Status.IsTerminal
            ? await client.ReadResultAsync(id, cancellationToken)
            : new() { Id = id, Status = ModelEngineRunStatus.Running };

        public Task CancelAsync(string id, CancellationToken cancellationToken) => client.TerminateRunAsync(id, cancellationToken: cancellationToken);

        public Fault? Translate(Exception exception) => exception is not DagsterException refusal ? null : new(
            refusal.IsTransient ? FaultKind.Unavailable : IsDenied(refusal) ? FaultKind.AccessDenied : FaultKind.Rejected,
            $"Dagster{refusal.Code}", $"Dagster, job {spec.Job} of {spec.Location} at {spec.Url}: {refusal.Message}. Check models.dagster in the spec.", refusal)
        {
            RetryAfter = refusal.RetryAfter,
        };

        public void Dispose() => http.Dispose();

        private static bool IsDenied(DagsterException refusal) => refusal.Code == "UnauthorizedError" || refusal.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
    }
}
