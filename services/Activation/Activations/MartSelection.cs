using System.Runtime.CompilerServices;
using ControlPlane.Activation.Marts;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Warehouses;
using Npgsql;

namespace ControlPlane.Activation.Activations;

/// <summary>
/// The first half of an activation: compares one snapshot of the mart with what was sent before and writes down what is to be sent. The
/// mart is read at full speed and let go, however slow the destination is, so that the next run can replace it.
/// </summary>
internal sealed class MartSelection(MartReader marts, ActivationStore store, ServiceState<ActivationModule> state)
{
    /// <param name="target">Names where the rows go: the same row for another place counts as changed.</param>
    public async Task RunAsync(Lease lease, ActivationWork work, string target, CancellationToken cancellationToken)
    {
        var tag = new QueryTag(work.Tenant, $"activation:{work.Name}", work.Run);
        await using var session = await marts.OpenAsync(tag, limit: null, cancellationToken);
        await using var sentConnection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ActivationStore.ClearOutgoingAsync(transaction, work, cancellationToken);

        var outgoing = new OutgoingWriter(transaction, work.Tenant.ToString(), work.Name, work.Run);
        var counts = new SelectionCounts();
        var mart = new MartRows(marts, work.Definition, target).ReadAsync(session, tag, cancellationToken);
        await foreach (var (kind, row) in Differences.BetweenAsync(mart, SentAsync(sentConnection, work, cancellationToken), cancellationToken))
        {
            var problem = kind == DifferenceKind.Ambiguous ? "Another row of the mart has the same key." : kind == DifferenceKind.Changed ? MartKey.Problem(row.Key) : null;
            counts.Count(kind, row.Key, problem);
            if (kind == DifferenceKind.Changed && problem is null) await outgoing.AddAsync(row, cancellationToken);
        }
        await outgoing.FlushAsync(cancellationToken);
        await store.RecordSelectionAsync(lease, transaction, work, counts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async IAsyncEnumerable<SentRow> SentAsync(NpgsqlConnection connection, ActivationWork work, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT key, hash FROM activation.sent WHERE tenant = $1 AND activation = $2 ORDER BY key", connection)
        {
            Parameters = { new() { Value = work.Tenant.ToString() }, new() { Value = work.Name } },
            // Reading goes on for as long as the mart's rows do.
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) yield return new SentRow(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
    }
}
