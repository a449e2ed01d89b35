using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Publishing;

/// <summary>What publishing does: relations that leave what readers see and are kept, and builds that take their places. A pure function of what was observed.</summary>
/// <param name="Drop">Stored failures of tests that look at what goes.</param>
internal sealed record SwapPlan(IReadOnlyList<StoredRelation> Keep, IReadOnlyList<(ManifestNode Node, StoredRelation Build, RelationPlace Place)> Builds, IReadOnlyList<StoredRelation> Drop)
{
    /// <param name="observed">What is in the published and shadow schemas.</param>
    /// <param name="dependents">What is defined by the relations to be replaced.</param>
    /// <param name="owned">Places that earlier publications or the project itself account for.</param>
    /// <param name="tests">Where tests of the project store their failures.</param>
    /// <exception cref="PublishException">Something that is not the project's stands in the way, named in the message.</exception>
    public static SwapPlan For(
        Shadow shadow, IReadOnlyList<StoredRelation> observed, IReadOnlyList<RelationDependent> dependents, IReadOnlySet<RelationPlace> owned, IReadOnlySet<RelationPlace> tests)
    {
        var byPlace = observed.ToDictionary(relation => relation.Place);
        var replaced = Replaced(shadow, observed);
        foreach (var relation in replaced.Where(relation => !relation.Ours || relation.Kind == StoredKind.Other))
            throw Blocked($"{relation.Place} exists and was not made by the transformation; rename or drop it, or give the model another alias.");
        var builds = shadow.Nodes.ToDictionary(shadow.ShadowPlace);
        var (keep, drop) = (replaced.ToDictionary(relation => relation.Place), new List<StoredRelation>());
        foreach (var (dependent, on) in dependents)
        {
            if (keep.ContainsKey(dependent.Place)) continue;
            if (builds.TryGetValue(dependent.Place, out var build)) throw Blocked($"{build.OriginalFilePath} reads {on} by its name; use ref(), so that it reads what the same run has built.");
            if (dependent.Ours && tests.Contains(dependent.Place)) drop.Add(dependent);
            else if (dependent.Ours && owned.Contains(dependent.Place)) keep[dependent.Place] = dependent;
            else throw Blocked($"{dependent.Place} depends on {on}, which is replaced by every run; drop it or make it a model.");
        }
        return new(
            [.. keep.Values],
            [.. shadow.Nodes.Where(node => byPlace.ContainsKey(shadow.ShadowPlace(node))).Select(node => (node, byPlace[shadow.ShadowPlace(node)], shadow.PublishedPlace(node)))],
            drop);
    }

    /// <summary>The relations that stand where builds go.</summary>
    public static IReadOnlyList<StoredRelation> Replaced(Shadow shadow, IReadOnlyList<StoredRelation> observed)
    {
        var places = shadow.Nodes.Select(shadow.PublishedPlace).ToHashSet();
        return [.. observed.Where(relation => places.Contains(relation.Place))];
    }

    private static PublishException Blocked(string message) => new(PublishFailure.Blocked, message);
}
