using System.Text.Json;
using ControlPlane.Clients.DbtArtifacts.Wire;

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>
/// Reads dbt's artifacts as a stream: a file may have hundreds of megabytes, most of it compiled code that is passed over. Keys that
/// are not known are ignored. Schemas: <see href="https://schemas.getdbt.com"/>. Every method throws <see cref="ArtifactException"/>.
/// </summary>
public static class ArtifactReader
{
    /// <summary>run_results.json, versions 4 to 6.</summary>
    public static async Task<RunResults> ReadRunResultsAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        var nodes = new List<NodeResult>();
        string? command = null;
        var (metadata, elapsed) = await WalkAsync(stream, "run-results", new Dictionary<string, ArtifactSection>
        {
            ["args"] = ArtifactSection.Whole(json => command = Read<WireArguments>(json).Which),
            ["results"] = ArtifactSection.Elements((_, json) => nodes.Add(Read<WireResult>(json).ToResult())),
        }, cancellationToken);
        return new RunResults(metadata, command, nodes, elapsed);
    }

    /// <summary>sources.json, version 3.</summary>
    public static async Task<FreshnessResults> ReadSourcesAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        var sources = new List<SourceFreshness>();
        var (metadata, elapsed) = await WalkAsync(stream, "sources", new Dictionary<string, ArtifactSection>
        {
            ["results"] = ArtifactSection.Elements((_, json) => sources.Add(Read<WireFreshness>(json).ToFreshness())),
        }, cancellationToken);
        return new FreshnessResults(metadata, sources, elapsed);
    }

    /// <summary>manifest.json; unit tests and sources stand beside the nodes.</summary>
    public static async Task<ProjectManifest> ReadManifestAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        var nodes = new List<ManifestNode>();
        var section = ArtifactSection.Elements((id, json) => nodes.Add(Read<WireNode>(json).ToNode(id)));
        var (metadata, _) = await WalkAsync(stream, "manifest", new Dictionary<string, ArtifactSection> { ["nodes"] = section, ["sources"] = section, ["unit_tests"] = section }, cancellationToken);
        return new ProjectManifest(metadata, nodes);
    }

    private static async Task<(ArtifactMetadata Metadata, TimeSpan Elapsed)> WalkAsync(
        Stream stream, string kind, Dictionary<string, ArtifactSection> sections, CancellationToken cancellationToken)
    {
        WireMetadata? metadata = null;
        var elapsed = TimeSpan.Zero;
        sections["metadata"] = ArtifactSection.Whole(json => metadata = Read<WireMetadata>(json));
        sections["elapsed_time"] = ArtifactSection.Whole(json => elapsed = WireTime.Seconds(Read<double?>(json)));
        using var json = new ArtifactStream(stream, kind);
        try
        {
            await json.WalkAsync(sections, cancellationToken);
        }
        catch (JsonException)
        {
            // The parser's own message may quote the file.
            throw new ArtifactException($"the {kind} artifact is not valid JSON near byte {json.Position}: it was cut off, or something else wrote it");
        }
        if (metadata?.DbtSchemaVersion is not { } version) throw new ArtifactException($"the {kind} artifact has no metadata.dbt_schema_version: it is not an artifact of dbt");
        if (!version.Contains($"/{kind}/", StringComparison.Ordinal)) throw new ArtifactException($"expected a {kind} artifact, but the file says that it is {Shortened(version)}");
        return (metadata.ToMetadata(), elapsed);
    }

    private static T Read<T>(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<T>(json.Span, WireJson.Options) ?? throw new JsonException();

    private static string Shortened(string text) => text.Length <= 100 ? text : text[..100];
}
