namespace ControlPlane.Clients.Dagster;

/// <summary>Names an asset: <c>marts/orders</c> is the path marts, orders.</summary>
public sealed record AssetKey(params IReadOnlyList<string> Path)
{
    public bool Equals(AssetKey? other) => other is not null && Path.SequenceEqual(other.Path);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join('/', Path);
}

/// <summary>Names a check of an asset.</summary>
public sealed record AssetCheck(AssetKey AssetKey, string Name);
