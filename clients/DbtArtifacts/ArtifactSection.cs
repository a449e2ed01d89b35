namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>What to do with one top-level key: take its value whole, or each element of it (an array's items, an object's members) alone.</summary>
internal sealed record ArtifactSection(bool ByElement, Action<string, ReadOnlyMemory<byte>> Take)
{
    public static ArtifactSection Whole(Action<ReadOnlyMemory<byte>> take) => new(false, (_, json) => take(json));

    /// <param name="take">Gets the member's name (empty in an array) and its JSON, which is valid only during the call.</param>
    public static ArtifactSection Elements(Action<string, ReadOnlyMemory<byte>> take) => new(true, take);
}
