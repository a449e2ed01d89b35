namespace ControlPlane.Models.Runs;

/// <summary>What a run does with the nodes selected.</summary>
public enum RunCommand { Run, Build, Test, Seed, Snapshot, Compile, Show, Freshness, Clone }
