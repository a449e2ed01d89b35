using ControlPlane.Transformation.Compilation;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Engines;

/// <summary>What a run needs of the engine that holds a tenant's relations, beyond running SELECTs: building, looking, swapping.</summary>
public interface IModelEngine
{
    /// <summary>dbt's name of the dialect, <c>target.type</c>.</summary>
    string Dialect { get; }

    /// <summary>
    /// Makes this session the only one that works on the tenant's relations, until it is released or the connection ends. False when
    /// another one is.
    /// </summary>
    Task<bool> TryHoldAsync(IWarehouseSession session, QueryTag tag, CancellationToken cancellationToken);

    Task ReleaseAsync(IWarehouseSession session, QueryTag tag, CancellationToken cancellationToken);

    /// <summary>Readies a session that builds and tests: its statements end soon after this process has died.</summary>
    Task PrepareAsync(IWarehouseSession session, QueryTag tag, CancellationToken cancellationToken);

    /// <summary>Statements that create a relation with its marker, all or none.</summary>
    IReadOnlyList<string> Create(CompiledModel model, RelationMarker marker);

    /// <summary>Every relation in these schemas.</summary>
    Task<IReadOnlyList<ObservedRelation>> ObserveAsync(IWarehouseSession session, QueryTag tag, IReadOnlyList<string> schemas, CancellationToken cancellationToken);

    /// <summary>What is defined by these relations, directly or not, without the relations themselves.</summary>
    Task<IReadOnlyList<Dependent>> FindDependentsAsync(IWarehouseSession session, QueryTag tag, IReadOnlyList<ObservedRelation> relations, CancellationToken cancellationToken);

    /// <summary>Statements that drop relations whatever their order, and never anything that is not named.</summary>
    IReadOnlyList<string> Drop(IReadOnlyList<ObservedRelation> relations);

    IReadOnlyList<string> Rename(ObservedRelation relation, string name);

    /// <summary>To go first in a transaction: its statements give up after waiting this long for others.</summary>
    string WaitAtMost(TimeSpan time);

    /// <summary>The statement gave up waiting for others, or the others were in each other's way; it may succeed later.</summary>
    bool IsInTheWay(Exception exception);
}

public enum RelationKind { Table, View, MaterializedView, Other }

/// <param name="Ours">Owned by the role that looks, so that it may be dropped.</param>
/// <param name="Marker">Null when no run made it.</param>
public sealed record ObservedRelation(string Schema, string Name, RelationKind Kind, bool Ours, RelationMarker? Marker);

/// <param name="On">What it is defined by.</param>
public sealed record Dependent(ObservedRelation Relation, string On);

/// <summary>Kept with a relation by the engine, through renames: which run made it from what.</summary>
/// <param name="Project">Hash of the project's content.</param>
public sealed record RelationMarker(string Model, Guid Run, string Project);
