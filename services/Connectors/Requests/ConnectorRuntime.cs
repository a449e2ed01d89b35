namespace ControlPlane.Connectors.Requests;

/// <summary>What lives longer than one read. Reads that are given the same one share it.</summary>
public sealed class ConnectorRuntime;
