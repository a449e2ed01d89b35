namespace ControlPlane.Models.Runs;

/// <summary>A run, or one node of it, cannot go on; the message says what to do.</summary>
/// <param name="kind">As errors begin: <c>Runtime</c>, <c>Compilation</c>, <c>Parsing</c>.</param>
public sealed class RunException(string message, string kind = "Runtime", Exception? innerException = null) : Exception(message, innerException)
{
    public string Kind => kind;
}
