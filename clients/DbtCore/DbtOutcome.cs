namespace ControlPlane.Clients.DbtCore;

public enum DbtOutcome
{
    /// <summary>Exit code 0.</summary>
    Succeeded,

    /// <summary>Exit code 1: dbt did its work, and a node failed, or a test.</summary>
    NodesFailed,

    /// <summary>Exit code 2: dbt could not do its work: wrong arguments, a project that cannot be parsed, a warehouse out of reach.</summary>
    Broke,

    /// <summary>Any other end: killed from outside, out of memory, not dbt at all.</summary>
    Crashed,

    /// <summary>Whoever asked for the run took that back.</summary>
    Cancelled,

    /// <summary>Cancelled because it took longer than allowed.</summary>
    TimedOut,
}
