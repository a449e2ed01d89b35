using ControlPlane.Warehouses;

namespace ControlPlane.Ingestion.Schemas;

/// <summary>A field as far as it is known by now.</summary>
internal sealed class WatchedField(string name)
{
    private readonly List<RawType> _variants = [];

    public string Name { get; } = name;

    /// <summary>Null until it has had a value.</summary>
    public RawType? Type { get; private set; }

    public ValueKinds Accepted { get; private set; }

    public SchemaColumn ToColumn() => new(Name, Type!.Value, [.. _variants]);

    public void Become(RawType type)
    {
        Type = type;
        Accepted = ValueKind.AcceptedBy(type) | _variants.Aggregate(ValueKinds.None, (all, one) => all | ValueKind.AcceptedBy(one));
    }

    public void AddVariant(RawType type)
    {
        if (!_variants.Contains(type)) _variants.Add(type);
        Accepted |= ValueKind.AcceptedBy(type);
    }

    /// <summary>No column will show it, whatever it holds.</summary>
    public void Ignore() => Accepted = ValueKinds.All;
}
