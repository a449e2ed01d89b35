using ControlPlane.Contracts;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Adapters.Postgres;
using ControlPlane.Models.Projects;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Postgres;
using Npgsql;

namespace ControlPlane.Transformation.Targets;

internal sealed class PostgresTargets(PostgresWarehouse warehouse, ResultLimits limits) : IModelTargets
{
    public SqlDialect Dialect => SqlDialect.PostgreSql;

    public DatasetName NameOf(TenantId tenant, string schema, string relation)
    {
        var login = warehouse.Login(tenant, WarehouseRole.Transformer);
        return DatasetName.Postgres(login.Host ?? "localhost", login.Port, tenant.DatabaseName, schema, relation);
    }

    public TargetProfile Describe(TenantId tenant, int threads) => Profile(tenant, threads, warehouse.Login(tenant, WarehouseRole.Transformer));

    public async Task<IModelTarget> OpenAsync(TenantId tenant, int threads, CancellationToken cancellationToken) =>
        new Target(tenant, Profile(tenant, threads, await warehouse.LoginAsync(tenant, WarehouseRole.Transformer, cancellationToken)), limits);

    private static TargetProfile Profile(TenantId tenant, int threads, NpgsqlConnectionStringBuilder login)
    {
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["host"] = login.Host, ["port"] = (long)login.Port, ["user"] = login.Username, ["application_name"] = login.ApplicationName, ["retries"] = 0L,
            ["connect_timeout"] = (long)login.Timeout, ["sslmode"] = login.ContainsKey("SSL Mode") ? SslName(login.SslMode) : null, ["sslrootcert"] = login.RootCertificate,
        };
        if (login.Password is not null) settings["password"] = login.Password;
        // A model that names no schema is for readers: a project without any schemas then shows its result.
        return new TargetProfile("control_plane", tenant.Environment, "postgres", tenant.DatabaseName, WarehouseNames.Marts, threads, settings);
    }

    private static string SslName(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };

    private sealed class Target(TenantId tenant, TargetProfile profile, ResultLimits limits) : IModelTarget
    {
        public IAdapter Adapter { get; } = new PostgresAdapter(profile) { ResultLimits = limits };

        public Fault Translate(Exception exception) => PostgresFaults.Translate(exception, tenant, WarehouseRole.Transformer);

        public IDisposable? Begin() => null;

        public string ReadOnly => "set session characteristics as transaction read only";

        public string SizeOf(string relation) => $"pg_total_relation_size('{relation.Replace("'", "''", StringComparison.Ordinal)}'::regclass)";

        public void Dispose() => Adapter.Dispose();
    }
}
