namespace ControlPlane.Models.Runs.Events;

/// <summary>Hears what happens in a run as it happens: a command line prints it, a service records it.</summary>
public interface IRunObserver
{
    /// <summary>Called from the run's threads, one call at a time.</summary>
    void On(RunEvent happened);
}
