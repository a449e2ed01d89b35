namespace ControlPlane.Models.Publishing;

public enum StoredKind { Table, View, MaterializedView, Other }

/// <summary>A relation by its place.</summary>
public readonly record struct RelationPlace(string Schema, string Name)
{
    public override string ToString() => $"{Schema}.{Name}";
}

/// <summary>A relation as the engine has it.</summary>
/// <param name="Ours">Whoever asks owns it, so that it may be moved and dropped.</param>
public sealed record StoredRelation(RelationPlace Place, StoredKind Kind, bool Ours);

/// <summary>What is defined by another relation, directly or not, and would go on reading it wherever it is moved.</summary>
/// <param name="On">The other, as a message names it.</param>
public sealed record RelationDependent(StoredRelation Relation, string On);
