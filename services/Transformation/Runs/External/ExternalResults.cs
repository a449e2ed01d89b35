using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Warehouses;
using ExternalNode = ControlPlane.Clients.DbtArtifacts.NodeResult;
using ExternalStatus = ControlPlane.Clients.DbtArtifacts.NodeStatus;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>What another engine made of a run, as this service records it.</summary>
internal sealed class ExternalResults(TenantId tenant, string title)
{
    private static readonly string[] DbtKinds = ["model", "seed", "snapshot", "test", "unit_test", "operation", "analysis", "exposure", "saved_query", "function"];

    /// <summary>Records the end of a run: its nodes, and what it comes to.</summary>
    public async Task RecordAsync(ModelEngineRun ended, RunJournal journal, CancellationToken cancellationToken)
    {
        IReadOnlyList<NodeResult> results = [.. ended.Nodes.Select(Of).DistinctBy(result => result.UniqueId, StringComparer.Ordinal)];
        await journal.NodesAsync(results, cancellationToken);
        if (ended.Status == ModelEngineRunStatus.Succeeded)
        {
            IReadOnlyList<PublishedMart> marts = [.. ended.Nodes.Select(MartOf).OfType<PublishedMart>().DistinctBy(mart => mart.Name, StringComparer.Ordinal)];
            await journal.BuiltAsync(marts.Sum(mart => mart.Rows), cancellationToken);
            await journal.PublishedAsync(results, marts, cancellationToken);
        }
        else if (ended.Status == ModelEngineRunStatus.Cancelled) await journal.CancelledAsync(cancellationToken);
        else await FailedAsync(ended, results, journal, cancellationToken);
    }

    /// <summary>Models count before tests: those after a model that failed are skipped.</summary>
    private async Task FailedAsync(ModelEngineRun ended, IReadOnlyList<NodeResult> results, RunJournal journal, CancellationToken cancellationToken)
    {
        var built = results.Where(result => !result.IsTest).ToList();
        var where = $"{title} (run {ended.Id}) builds in place: what it had built by then is what readers see.";
        if (built.Any(result => result.Status == NodeStatus.Error)) await journal.FailedAsync($"{FailureText.Of(built, "models failed", NodeStatus.Error)}. {where}", results, cancellationToken);
        else if (results.Any(result => result.IsTest && result.Gates))
        {
            await journal.BuiltAsync(built.Sum(result => result.Rows ?? 0), cancellationToken);
            await journal.GatedAsync(results, $"{FailureText.Of(results.Where(result => result.IsTest), "tests failed", NodeStatus.Fail, NodeStatus.Error)}. {where}", cancellationToken);
        }
        else await journal.FailedAsync($"{title} ended the run as failed: {ExternalMessages.Of(ended.Message, title) ?? "it does not say why"}. {where}", results, cancellationToken);
    }

    private NodeResult Of(ExternalNode node)
    {
        var (kind, name, version, subject) = Identify(node);
        var isTest = kind is NodeResult.TestKind or NodeResult.UnitTestKind;
        var status = StatusOf(node.Status);
        var severity = !isTest ? null : status == NodeStatus.Warn ? "warn" : "error";
        var error = status == NodeStatus.Error || (isTest && status == NodeStatus.Fail && node.Failures is null) ? ExternalMessages.Of(node.Message, title) ?? "The engine does not say why." : null;
        var elapsed = (long)node.ExecutionTime.TotalMilliseconds;
        return new(node.UniqueId, kind, name, version, subject, status, severity, isTest ? null : node.RowsAffected, isTest ? node.Failures : null, elapsed, error, null, null, elapsed);
    }

    /// <summary>Of a dbt node by its unique id; else an asset (<c>marts/orders</c>), a check of one (<c>marts/orders:unique</c>) or a step.</summary>
    private static (string Kind, string Name, string? Version, string? Subject) Identify(ExternalNode node)
    {
        var parts = node.UniqueId.Split('.');
        if (parts.Length >= 3 && DbtKinds.Contains(parts[0], StringComparer.Ordinal))
        {
            if (parts[0] == NodeResult.UnitTestKind && parts.Length > 3) return (parts[0], parts[^1], null, parts[2]);
            var isVersion = parts is ["model", _, _, ['v', ..]];
            return (parts[0], parts[2], isVersion ? parts[3][1..] : null, null);
        }
        if (node.Status == ExternalStatus.Pass || node.Status == ExternalStatus.Fail || node.Status == ExternalStatus.Warn)
            return node.UniqueId.LastIndexOf(':') is var at and > 0 ? (NodeResult.TestKind, node.UniqueId[(at + 1)..], null, node.UniqueId[..at]) : (NodeResult.TestKind, node.UniqueId, null, null);
        if (node.Status != ExternalStatus.Success) return ("operation", node.UniqueId, null, null);
        // Of a partition: marts/orders[2026-11-21].
        var asset = node.UniqueId.Split('[')[0];
        return (NodeResult.ModelKind, asset[(asset.LastIndexOf('/') + 1)..], null, null);
    }

    private static string StatusOf(ExternalStatus status) => status.Value switch
    {
        "success" or "no-op" => NodeStatus.Success,
        "pass" => NodeStatus.Pass,
        "warn" => NodeStatus.Warn,
        "fail" => NodeStatus.Fail,
        "skipped" => NodeStatus.Skipped,
        _ => NodeStatus.Error,
    };

    /// <summary>What readers see in the tenant's own warehouse; where the engine does not say where a model is, it is taken to be there.</summary>
    private PublishedMart? MartOf(ExternalNode node)
    {
        var (kind, name, _, _) = Identify(node);
        if (kind is not (NodeResult.ModelKind or "seed" or "snapshot") || StatusOf(node.Status) != NodeStatus.Success) return null;
        if (node.RelationName is not { Length: > 0 } relation) return new(name, node.RowsAffected ?? 0);
        var place = Unquoted(relation);
        var isOwn = place.Length < 3 || place[^3].Equals(tenant.DatabaseName, StringComparison.OrdinalIgnoreCase);
        return isOwn && place.Length >= 2 && place[^2].Equals(WarehouseNames.Marts, StringComparison.OrdinalIgnoreCase) ? new(place[^1], node.RowsAffected ?? 0) : null;
    }

    /// <summary><c>"db"."MARTS"."orders"</c>, in whatever quotes.</summary>
    private static string[] Unquoted(string relation) => [.. relation.Split('.').Select(part => part.Trim('"', '`', '[', ']'))];
}
