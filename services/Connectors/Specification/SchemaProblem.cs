namespace ControlPlane.Connectors.Specification;

/// <summary>Where a value does not follow its JSON schema.</summary>
/// <param name="Path">From the root of the value: <c>credentials.api_key</c>; empty for the value itself.</param>
/// <param name="Message">What is wrong; holds no value that the schema calls secret.</param>
public sealed record SchemaProblem(string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
