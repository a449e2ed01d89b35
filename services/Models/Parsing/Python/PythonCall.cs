namespace ControlPlane.Models.Parsing.Python;

/// <param name="Name"><c>ref</c>, <c>source</c>, <c>config</c> or <c>config.get</c>.</param>
internal sealed record PythonCall(string Name, List<object?> Positional, Dictionary<string, object?> Named);
