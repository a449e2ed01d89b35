using ControlPlane.Models.Adapters;
using ControlPlane.Models.Publishing;
using ControlPlane.Models.Runs;
using ControlPlane.Reconciliation;
using ControlPlane.Templating;
using ControlPlane.Transformation.Targets;

namespace ControlPlane.Transformation.Runs;

/// <summary>The engine of models holds its thread while it works, so it has one of its own; its failures come as faults.</summary>
internal static class EngineThread
{
    internal const string HeldByAnother = "HeldByAnother";

    private static readonly TimeSpan HeldRetry = TimeSpan.FromSeconds(1);

    public static Task RunAsync(Action work, TaggedSessions sessions) => RunAsync(() =>
    {
        work();
        return 0;
    }, sessions);

    /// <exception cref="Fault">Rejected: the project is wrong, or something stands in the way; otherwise the warehouse cannot be used.</exception>
    public static async Task<T> RunAsync<T>(Func<T> work, TaggedSessions sessions)
    {
        try
        {
            return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception exception) when (FaultOf(exception, sessions) is { } fault)
        {
            throw sessions.Lost ?? fault;
        }
    }

    private static Fault? FaultOf(Exception exception, TaggedSessions sessions) => exception switch
    {
        PublishException { Failure: PublishFailure.Held } e => new(FaultKind.Unavailable, HeldByAnother, e.Message, e) { RetryAfter = HeldRetry },
        PublishException { Failure: PublishFailure.Busy } e => new(FaultKind.Unavailable, "ReadersInTheWay", e.Message, e),
        PublishException { Failure: PublishFailure.Unprepared } e => new(FaultKind.AccessDenied, "SchemaMissing", $"{e.Message} Apply the tenant's plan to do so.", e),
        PublishException e => new(FaultKind.Rejected, "PublishBlocked", e.Message, e),
        OperationCanceledException or Fault => null,
        // However deep: its own words may quote rows, and so may those of all around it.
        _ when EngineFailure.Chain(exception).OfType<AdapterException>().FirstOrDefault() is { } e => sessions.Translate(e),
        RunException or TemplateException => new(FaultKind.Rejected, "ProjectInvalid", exception.Message, exception),
        _ => new(FaultKind.Unavailable, "EngineFailed", $"The engine of models ended with {new EngineFailure(exception).Message}; the log says where.", new EngineFailure(exception)),
    };
}
