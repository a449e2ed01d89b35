using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Engines;
using ControlPlane.Transformation.Runs.Building;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Runs.Testing;

/// <summary>Runs a project's tests against what the run has built.</summary>
internal sealed class TestRunner(WorkerSessions sessions, TenantId tenant, Guid run, TimeProvider time)
{
    /// <param name="record">Is given the results of each statement; may be called by several threads at once.</param>
    public async Task RunAsync(CompiledProject project, Func<IReadOnlyList<NodeResult>, CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        var queries = project.Bound.Tests.GroupBy(test => test.Subject).SelectMany(group => TestQueries.For(project, group.Key, [.. group])).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, project.Bound.Binding.Target.Threads), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(queries, options, async (query, token) =>
        {
            var session = await sessions.TakeAsync(token);
            await record(await AnswerAsync(session, project, query, token), token);
            sessions.Return(session);
        });
    }

    private async Task<IReadOnlyList<NodeResult>> AnswerAsync(IWarehouseSession session, CompiledProject project, TestQuery query, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var counts = (await session.ReadAsync(Tag(query), query.Sql, [], row => query.Tests.Select((_, column) => row.GetInt64(column)).ToList(), cancellationToken))[0];
            var elapsed = time.GetElapsedTime(started);
            if (query.Tests.Count == 1) return [NodeResult.Tested(query.Tests[0], counts[0], elapsed)];
            var results = new List<NodeResult>();
            foreach (var (test, count) in query.Tests.Zip(counts))
            {
                if (count == 0 || test is NotNullTest) results.Add(NodeResult.Tested(test, count, elapsed));
                else results.AddRange(await AnswerAsync(session, project, TestQueries.Exact(project, test), cancellationToken));
            }
            return results;
        }
        catch (Fault fault) when (fault.Kind == FaultKind.Rejected || fault.Reason == "PermissionDenied")
        {
            if (query.Tests.Count == 1) return [NodeResult.Broken(query.Tests[0], fault.Message, time.GetElapsedTime(started))];
            // One of them is wrong, a column that does not exist for example: ask one by one which.
            var results = new List<NodeResult>();
            foreach (var test in query.Tests) results.AddRange(await AnswerAsync(session, project, TestQueries.Exact(project, test), cancellationToken));
            return results;
        }
    }

    private QueryTag Tag(TestQuery query) => new(tenant, query.Tests.Count == 1 ? query.Tests[0].Name : $"tests of {query.Tests[0].Subject.Name}", run);
}
