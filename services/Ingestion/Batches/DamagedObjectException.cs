namespace ControlPlane.Ingestion.Batches;

/// <summary>An object in the lake is not what was written there: no retry will help, only another sync.</summary>
public sealed class DamagedObjectException(string message, Exception? inner = null) : Exception(message, inner);
