namespace ControlPlane.Activation.Tests.PowerBi;

/// <summary>The system's clock and timers, moved ahead by hand.</summary>
internal sealed class SteppedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
