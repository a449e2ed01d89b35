using ControlPlane.Activation.Blueprints;

namespace ControlPlane.Activation.Activations;

/// <summary>Reads <c>activations.yml</c>.</summary>
internal static class ActivationsFile
{
    private const string HttpJson = "http-json";
    private const string Upsert = "upsert";

    /// <exception cref="Reconciliation.Fault">Everything that is wrong with the file.</exception>
    public static IReadOnlyList<ActivationDefinition> Parse(string file, string text)
    {
        var errors = new DeclarationErrors(file);
        var document = errors.Read<Document>(text);
        if (document.Version != 1) errors.Add("version", "must be 1");
        var entries = document.Activations ?? [];
        List<ActivationDefinition> definitions = [.. entries.Select((entry, index) => Definition(errors, $"activations[{index}]", entry ?? new Entry()))];
        foreach (var twice in definitions.GroupBy(definition => definition.Name).Where(group => group.Count() > 1))
            errors.Add("activations", $"the name {twice.Key} is used more than once");
        errors.ThrowIfAny();
        return definitions;
    }

    private static ActivationDefinition Definition(DeclarationErrors errors, string path, Entry entry)
    {
        if (entry.Key is not { Count: > 0 }) errors.Add($"{path}.key", "must name at least one column");
        if (entry.Mapping is not { Count: > 0 }) errors.Add($"{path}.mapping", "must map at least one property");
        if (entry.Mode is not (null or Upsert)) errors.Add($"{path}.mode", $"must be {Upsert}");
        if (entry.MaxFailedShare is < 0 or > 1) errors.Add($"{path}.maxFailedShare", "must be from 0 to 1");
        return new ActivationDefinition
        {
            Name = errors.Name($"{path}.name", entry.Name),
            Description = entry.Description,
            Mart = errors.Required($"{path}.mart", entry.Mart),
            Key = [.. (entry.Key ?? []).Select((column, index) => errors.Required($"{path}.key[{index}]", column))],
            Destination = Destination(errors, $"{path}.destination", entry.Destination ?? new DestinationEntry()),
            Mapping = [.. (entry.Mapping ?? []).Select(pair => new MappedProperty(pair.Key, errors.Required($"{path}.mapping.{pair.Key}", pair.Value)))],
            MaxFailedShare = entry.MaxFailedShare ?? ActivationDefinition.DefaultMaxFailedShare,
        };
    }

    private static DestinationDefinition Destination(DeclarationErrors errors, string path, DestinationEntry entry)
    {
        if (entry.Kind != HttpJson) errors.Add($"{path}.kind", $"must be {HttpJson}");
        if (entry.Path is null || !entry.Path.StartsWith('/')) errors.Add($"{path}.path", "must start with a slash");
        if (entry.BatchSize is < 1 or > 1000) errors.Add($"{path}.batchSize", "must be from 1 to 1000");
        return new DestinationDefinition(
            HttpJson, errors.Required($"{path}.connection", entry.Connection), entry.Path ?? "", errors.Required($"{path}.idProperty", entry.IdProperty), entry.BatchSize ?? 100);
    }

    private sealed class Document
    {
        public int Version { get; set; }

        public List<Entry?>? Activations { get; set; }
    }

    private sealed class Entry
    {
        public string? Name { get; set; }

        public string? Description { get; set; }

        public string? Mart { get; set; }

        public string? Mode { get; set; }

        public List<string?>? Key { get; set; }

        public DestinationEntry? Destination { get; set; }

        public Dictionary<string, string?>? Mapping { get; set; }

        public double? MaxFailedShare { get; set; }
    }

    private sealed class DestinationEntry
    {
        public string? Kind { get; set; }

        public string? Connection { get; set; }

        public string? Path { get; set; }

        public string? IdProperty { get; set; }

        public int? BatchSize { get; set; }
    }
}
