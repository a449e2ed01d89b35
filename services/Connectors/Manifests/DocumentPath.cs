namespace ControlPlane.Connectors.Manifests;

/// <summary>Writes places in a document the way a person looks for them: <c>streams[0].retriever</c>.</summary>
internal static class DocumentPath
{
    public static string Field(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Item(string path, int index) => $"{path}[{index}]";
}
