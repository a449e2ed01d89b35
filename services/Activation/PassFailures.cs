using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using Npgsql;

namespace ControlPlane.Activation;

/// <summary>Which failures of a pass count against what it works on.</summary>
internal static class PassFailures
{
    /// <summary>
    /// Not so: stopping, a lost lease, a used-up quota, and a control database that is away. None of them is the work's own fault, so it is
    /// tried again for as long as they last.
    /// </summary>
    public static bool Count(Exception exception) => exception switch
    {
        OperationCanceledException or LeaseLostException => false,
        Fault fault => fault.Kind != FaultKind.Suspended,
        PostgresException error => !error.IsTransient,
        NpgsqlException => false,
        _ => true,
    };
}
