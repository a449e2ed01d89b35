using ControlPlane.Contracts;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Projects;
using ControlPlane.Reconciliation;

namespace ControlPlane.Transformation.Targets;

/// <summary>Where the models of tenants are built: their warehouses, as the engine of models knows them.</summary>
public interface IModelTargets
{
    /// <summary>What their SQL is written in.</summary>
    SqlDialect Dialect { get; }

    /// <summary>A relation of the tenant as OpenLineage names it.</summary>
    DatasetName NameOf(TenantId tenant, string schema, string relation);

    /// <summary>What templates may see of a tenant's target; nothing can log in with it.</summary>
    TargetProfile Describe(TenantId tenant, int threads);

    /// <summary>Opens the tenant's warehouse as the role that builds models.</summary>
    /// <exception cref="Fault">Suspended, Unavailable or AccessDenied.</exception>
    Task<IModelTarget> OpenAsync(TenantId tenant, int threads, CancellationToken cancellationToken);
}

/// <summary>A tenant's warehouse, open until it is disposed.</summary>
public interface IModelTarget : IDisposable
{
    IAdapter Adapter { get; }

    /// <summary>What to do about a failure of a session.</summary>
    Fault Translate(Exception exception);

    /// <summary>Is called around every statement; what it throws is the statement's failure.</summary>
    IDisposable? Begin();

    /// <summary>A statement after which a session changes nothing.</summary>
    string ReadOnly { get; }

    /// <summary>An expression for how many bytes a relation has; null where nobody knows.</summary>
    string? SizeOf(string relation);
}
