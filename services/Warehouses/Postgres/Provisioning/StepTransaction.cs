using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Carries out steps that take effect together. Where the server refuses one for good, the others still take effect.</summary>
internal static class StepTransaction
{
    /// <returns>The steps that were refused; empty when all took effect.</returns>
    public static async Task<IReadOnlyList<RefusedStep>> RunAsync(NpgsqlConnection connection, IReadOnlyList<PostgresStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            await PostgresAdministrator.ExecuteAsync(connection, steps.SelectMany(step => step.Statements), cancellationToken);
            return [];
        }
        catch (PostgresException error) when (ProvisioningFaults.IsPermanent(error))
        {
            // Nothing took effect. A single step needs no second try to know which it was; making a database could not be tried in a transaction anyway.
            return steps.Count == 1 ? [new(steps[0], error)] : await RunOneByOneAsync(connection, steps, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<RefusedStep>> RunOneByOneAsync(NpgsqlConnection connection, IReadOnlyList<PostgresStep> steps, CancellationToken cancellationToken)
    {
        const string Savepoint = "step";
        var refused = new List<RefusedStep>();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var step in steps)
        {
            await transaction.SaveAsync(Savepoint, cancellationToken);
            try
            {
                await PostgresAdministrator.ExecuteAsync(connection, step.Statements, cancellationToken);
                await transaction.ReleaseAsync(Savepoint, cancellationToken);
            }
            catch (PostgresException error) when (ProvisioningFaults.IsPermanent(error))
            {
                await transaction.RollbackAsync(Savepoint, cancellationToken);
                refused.Add(new(step, error));
            }
        }
        await transaction.CommitAsync(cancellationToken);
        return refused;
    }
}

/// <summary>A step that the server refused and will refuse again.</summary>
internal sealed record RefusedStep(PostgresStep Step, PostgresException Error);
