using System.Globalization;
using System.Net;
using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Clients.DbtCloud;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>A job of dbt Cloud.</summary>
internal sealed class DbtCloudEngine(IHttpClientFactory http, EngineSecrets secrets, EngineEgress egress, IOptions<TransformationOptions> options, TimeProvider time) : IExternalEngine
{
    public const string ClientName = "dbt-cloud";

    public string Name => ModelEngines.DbtCloud;

    public string Title => "dbt Cloud";

    public async Task<IExternalRuns> OpenAsync(TenantModels tenant, CancellationToken cancellationToken)
    {
        var spec = tenant.Models.DbtCloud
            ?? throw new Fault(FaultKind.Rejected, "EngineNotConfigured", "The run's engine is dbt-cloud, and the spec has no models.dbtCloud (any more). Add it with accountId, jobId and token.");
        var connection = new DbtCloudConnection
        {
            Url = egress.Check("models.dbtCloud.url", spec.Url),
            AccountId = spec.AccountId,
            Token = await secrets.GetAsync(tenant.Tenant, "models.dbtCloud.token", spec.Token, cancellationToken),
        };
        var client = http.CreateClient(ClientName);
        return new Runs(client, new DbtCloudClient(client, connection, new() { LostAnswerGrace = options.Value.ExternalPoll }, time), spec);
    }

    private sealed class Runs(HttpClient http, DbtCloudClient client, DbtCloudSpec spec) : IExternalRuns
    {
        public async Task<string?> FindAsync(Guid attempt, CancellationToken cancellationToken) =>
            (await client.FindRunAsync(spec.JobId, attempt, cancellationToken))?.Id.ToString(CultureInfo.InvariantCulture);

        public async Task<string> StartAsync(Guid attempt, CancellationToken cancellationToken) =>
            (await client.TriggerAsync(new() { JobId = spec.JobId, RunId = attempt }, cancellationToken)).Run.Id.ToString(CultureInfo.InvariantCulture);

        public Task<ModelEngineRun> LookAsync(string id, CancellationToken cancellationToken) => client.ReadResultAsync(Number(id), cancellationToken);

        public Task CancelAsync(string id, CancellationToken cancellationToken) => client.CancelRunAsync(Number(id), cancellationToken);

        public Fault? Translate(Exception exception) => exception is not DbtCloudException refusal ? null : new(
            refusal.IsTransient ? FaultKind.Unavailable : refusal.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? FaultKind.AccessDenied : FaultKind.Rejected,
            $"DbtCloud{refusal.Code}", $"dbt Cloud, job {spec.JobId} of account {spec.AccountId} at {spec.Url}: {refusal.Message}. Check models.dbtCloud in the spec.", refusal)
        {
            RetryAfter = refusal.RetryAfter,
        };

        public void Dispose() => http.Dispose();

        private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
    }
}
