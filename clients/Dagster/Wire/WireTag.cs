namespace ControlPlane.Clients.Dagster.Wire;

internal sealed record WireTag(string Key, string Value)
{
    public static IReadOnlyList<WireTag> Of(Guid runId, IReadOnlyDictionary<string, string> others) =>
        [new(RunTags.RunId, runId.ToString()), .. others.Where(tag => tag.Key != RunTags.RunId).Select(tag => new WireTag(tag.Key, tag.Value))];

    public static Dictionary<string, string> ToDictionary(IReadOnlyList<WireTag>? tags)
    {
        var all = new Dictionary<string, string>();
        foreach (var (key, value) in tags ?? []) all[key] = value;
        return all;
    }
}
