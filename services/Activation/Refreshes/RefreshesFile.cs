using System.Globalization;
using ControlPlane.Activation.Blueprints;
using ControlPlane.Clients.PowerBi;

namespace ControlPlane.Activation.Refreshes;

/// <summary>Reads <c>refreshes.yml</c>.</summary>
internal static class RefreshesFile
{
    private const string PowerBi = "powerbi";

    /// <exception cref="Reconciliation.Fault">Everything that is wrong with the file.</exception>
    public static IReadOnlyList<RefreshDefinition> Parse(string file, string text)
    {
        var errors = new DeclarationErrors(file);
        var document = errors.Read<Document>(text);
        if (document.Version != 1) errors.Add("version", "must be 1");
        List<RefreshDefinition> definitions = [.. (document.Refreshes ?? []).Select((entry, index) => Definition(errors, $"refreshes[{index}]", entry ?? new Entry()))];
        foreach (var twice in definitions.GroupBy(definition => definition.Name).Where(group => group.Count() > 1))
            errors.Add("refreshes", $"the name {twice.Key} is used more than once");
        errors.ThrowIfAny();
        return definitions;
    }

    private static RefreshDefinition Definition(DeclarationErrors errors, string path, Entry entry)
    {
        if (entry.Kind != PowerBi) errors.Add($"{path}.kind", $"must be {PowerBi}");
        return new RefreshDefinition(
            errors.Name($"{path}.name", entry.Name),
            entry.Description,
            PowerBi,
            errors.Required($"{path}.connection", entry.Connection),
            Id(errors, $"{path}.group", entry.Group),
            Id(errors, $"{path}.dataset", entry.Dataset),
            entry.Marts ?? [],
            Request(errors, $"{path}.request", entry.Request ?? new RequestEntry()),
            errors.Duration($"{path}.pollInterval", entry.PollInterval, TimeSpan.FromSeconds(10)),
            errors.Duration($"{path}.timeout", entry.Timeout, TimeSpan.FromHours(1)));
    }

    private static RefreshRequest Request(DeclarationErrors errors, string path, RequestEntry entry)
    {
        DateTimeOffset? effective = null;
        if (entry.EffectiveDate is { } date)
        {
            if (DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)) effective = parsed;
            else errors.Add($"{path}.effectiveDate", $"'{date}' is not a date");
        }
        return new RefreshRequest
        {
            Type = entry.Type,
            CommitMode = entry.CommitMode,
            MaxParallelism = entry.MaxParallelism,
            RetryCount = entry.RetryCount,
            Objects = entry.Objects is null ? null : [.. entry.Objects.Select((target, index) => new RefreshTarget(errors.Required($"{path}.objects[{index}].table", target.Table), target.Partition))],
            ApplyRefreshPolicy = entry.ApplyRefreshPolicy,
            EffectiveDate = effective,
            Timeout = entry.Timeout is null ? null : errors.Duration($"{path}.timeout", entry.Timeout, TimeSpan.FromHours(1)),
        };
    }

    private static Guid Id(DeclarationErrors errors, string path, string? text)
    {
        if (!Guid.TryParse(text, out var id)) errors.Add(path, "must be a GUID");
        return id;
    }

    private sealed class Document
    {
        public int Version { get; set; }

        public List<Entry?>? Refreshes { get; set; }
    }

    private sealed class Entry
    {
        public string? Name { get; set; }

        public string? Description { get; set; }

        public string? Kind { get; set; }

        public string? Connection { get; set; }

        public string? Group { get; set; }

        public string? Dataset { get; set; }

        public List<string>? Marts { get; set; }

        public RequestEntry? Request { get; set; }

        public string? PollInterval { get; set; }

        public string? Timeout { get; set; }
    }

    private sealed class RequestEntry
    {
        public string? Type { get; set; }

        public string? CommitMode { get; set; }

        public int? MaxParallelism { get; set; }

        public int? RetryCount { get; set; }

        public List<TargetEntry>? Objects { get; set; }

        public bool? ApplyRefreshPolicy { get; set; }

        public string? EffectiveDate { get; set; }

        public string? Timeout { get; set; }
    }

    private sealed class TargetEntry
    {
        public string? Table { get; set; }

        public string? Partition { get; set; }
    }
}
