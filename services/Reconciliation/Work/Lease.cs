using Npgsql;

namespace ControlPlane.Reconciliation.Work;

/// <summary>The right to do one row of work for a while. Whoever writes what the work is about guards the write with it.</summary>
public sealed class Lease
{
    private readonly string _guard;

    internal Lease(string schema, WorkItem item, string owner, long fence, DateTimeOffset until)
    {
        Item = item;
        Owner = owner;
        Fence = fence;
        Until = until;
        _guard = $"SELECT 1 FROM {schema}.work WHERE id = $1 AND fence = $2 AND lease_owner = $3 FOR NO KEY UPDATE";
    }

    public WorkItem Item { get; }

    public string Owner { get; }

    /// <summary>Higher than that of every earlier claim of the row.</summary>
    public long Fence { get; }

    internal DateTimeOffset Until { get; set; }

    /// <summary>
    /// Makes the surrounding transaction possible only for the present holder: locks the row until the transaction ends, so that
    /// nobody can claim it in between.
    /// </summary>
    /// <exception cref="LeaseLostException">Somebody else holds the row now; roll back and stop.</exception>
    public async Task GuardAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(_guard, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = Item.Id }, new() { Value = Fence }, new() { Value = Owner } },
        };
        if (await command.ExecuteScalarAsync(cancellationToken) is null) throw new LeaseLostException(Item);
    }
}

/// <summary>The lease ended or was taken over: this worker may no longer write.</summary>
public sealed class LeaseLostException(WorkItem item) : Exception($"The lease on {item.Kind} {item.Tenant}/{item.Key} was lost; whoever holds it now goes on.");
