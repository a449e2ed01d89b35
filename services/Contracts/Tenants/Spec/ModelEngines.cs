namespace ControlPlane.Contracts.Tenants.Spec;

/// <summary>What can run a tenant's models, as specs name it.</summary>
public static class ModelEngines
{
    /// <summary>Our own: builds beside what readers see, tests, and publishes all at once.</summary>
    public const string Native = "native";

    /// <summary>dbt Core as a process on the host, where one is configured; builds in place.</summary>
    public const string DbtCore = "dbt-core";

    /// <summary>A job of dbt Cloud; builds in place.</summary>
    public const string DbtCloud = "dbt-cloud";

    /// <summary>A job of Dagster or Dagster+; builds in place.</summary>
    public const string Dagster = "dagster";

    public static IReadOnlyList<string> All { get; } = [Native, DbtCore, DbtCloud, Dagster];
}

/// <param name="AccountId">Number of the account.</param>
/// <param name="JobId">Number of the job that builds and tests the models.</param>
/// <param name="Token">A reference to a service token that may run jobs.</param>
/// <param name="Url">The account's host; default <c>https://cloud.getdbt.com</c>.</param>
public sealed record DbtCloudSpec(long AccountId, long JobId, string Token, string Url = "https://cloud.getdbt.com");

/// <param name="Url">The GraphQL endpoint: <c>https://{org}.dagster.cloud/{deployment}/graphql</c>.</param>
/// <param name="Location">The code location that has the job.</param>
/// <param name="Token">A reference to a user or agent token; null: none is sent.</param>
/// <param name="Job">Default the one that Dagster makes of all assets of the location.</param>
/// <param name="Repository">Default that of a location with Definitions.</param>
/// <param name="Organization">Named in a header where the address is that of the organization.</param>
/// <param name="Deployment">Named in a header where the address is that of the organization.</param>
public sealed record DagsterSpec(
    string Url, string Location, string? Token = null, string Job = "__ASSET_JOB", string Repository = "__repository__", string? Organization = null, string? Deployment = null);
