namespace ControlPlane.Models.Jinja.Running;

/// <summary>Macros that are called on their own may refer to any node.</summary>
internal sealed class OperationMode : RunMode
{
    public static new OperationMode Instance { get; } = new();

    protected override bool MustBeKnown => false;
}
