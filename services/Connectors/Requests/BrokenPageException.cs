namespace ControlPlane.Connectors.Requests;

/// <summary>A response did not arrive, not whole, or is not what it says it is: worth another attempt.</summary>
internal sealed class BrokenPageException(string message, Exception? inner = null) : Exception(message, inner);
