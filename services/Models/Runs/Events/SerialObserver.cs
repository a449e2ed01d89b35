namespace ControlPlane.Models.Runs.Events;

/// <summary>One call at a time, from however many threads.</summary>
internal sealed class SerialObserver(IRunObserver observer) : IRunObserver
{
    private readonly Lock _gate = new();

    public void On(RunEvent happened)
    {
        lock (_gate) observer.On(happened);
    }
}
