namespace ControlPlane.Clients.DbtCore;

/// <summary>dbt could not be started, or left artifacts that cannot be read.</summary>
public sealed class DbtCoreException(string message, Exception? inner = null) : Exception(message, inner);
