namespace ControlPlane.Testing.Dagster.GraphQl;

/// <summary>A document that does not fit the schema.</summary>
internal sealed class GraphQlException(string message) : Exception(message);
