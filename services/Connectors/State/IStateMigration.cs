using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Partitions;

namespace ControlPlane.Connectors.State;

/// <summary>Rewrites a state that an older version of the connector wrote.</summary>
internal interface IStateMigration
{
    /// <summary>Why it cannot be used with such a stream; null when it can.</summary>
    string? WhyNot(IPartitionRouter? router, IIncrementalSync? cursor);

    /// <summary>The state in its new form; the same when it is not in the old one.</summary>
    JsonObject Apply(JsonObject state, IPartitionRouter router, IIncrementalSync cursor, Scope scope);
}

internal static class StateMigrations
{
    public static ComponentKinds<IStateMigration> Kinds { get; } = new()
    {
        ["LegacyToPerPartitionStateMigration"] = _ => new LegacyToPerPartitionStateMigration(),
    };
}
