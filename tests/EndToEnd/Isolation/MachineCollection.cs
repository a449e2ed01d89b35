namespace ControlPlane.EndToEnd.Isolation;

/// <summary>Tests that share one running AppHost.</summary>
[CollectionDefinition(Name)]
public sealed class MachineCollection : ICollectionFixture<RunningMachine>
{
    public const string Name = "machine";
}
