using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Retrievers.Async;

/// <summary>What the source's words for the state of a job mean.</summary>
internal sealed record JobStatusMap(IReadOnlyDictionary<string, JobStatus> Meanings)
{
    private static readonly (string Field, JobStatus Status, bool Required)[] Fields =
    [
        ("running", JobStatus.Running, true), ("completed", JobStatus.Completed, true), ("failed", JobStatus.Failed, true),
        ("timeout", JobStatus.TimedOut, true), ("skipped", JobStatus.Skipped, false),
    ];

    public static ComponentKinds<JobStatusMap> Kinds { get; } = new() { ["AsyncJobStatusMap"] = Compile };

    /// <exception cref="ConnectorException">The manifest knows no such word.</exception>
    public JobStatus Read(string? word) => word is not null && Meanings.TryGetValue(word, out var status)
        ? status
        : throw new ConnectorException(
            ConnectorFaultKind.Source,
            word is null ? "the answer of polling_requester has no job status where status_extractor looks" : $"the job status '{word}' is unknown: add it to status_mapping");

    private static JobStatusMap Compile(Component c)
    {
        var meanings = new Dictionary<string, JobStatus>(StringComparer.Ordinal);
        foreach (var (field, status, required) in Fields)
        {
            if (c[field] is not JsonArray words)
            {
                if (required) c.Error(field, "expected a list of the source's words; it may be empty");
                continue;
            }

            foreach (var word in words.Select(w => TemplateValues.ToText(TemplateValues.FromJson(w))))
                if (!meanings.TryAdd(word, status)) c.Error(field, $"the status '{word}' is already mapped to something else");
        }

        return new(meanings);
    }
}
