using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Decoders;

/// <summary>How the responses of one slice become records: the decoder, and what the extractor makes of the values that it gives.</summary>
internal sealed class BodyReading
{
    private readonly IDecoder _decoder;
    private readonly IRecordExtractor _extractor;
    private readonly Scope _scope;

    /// <param name="decoder">The retriever's; null for JSON.</param>
    public BodyReading(IDecoder? decoder, IRecordExtractor extractor, Scope scope)
    {
        (_decoder, _extractor, _scope) = (extractor.Decoder ?? decoder ?? new JsonDecoder(), extractor, scope);
        Path = extractor.PathIn(scope);
    }

    /// <summary>The path to the records in each decoded value.</summary>
    public IReadOnlyList<string> Path { get; }

    public bool ShowsResponse => _decoder.ShowsResponse;

    /// <summary>Reads one body into the pipeline; gives what templates see as the response, null unless it is captured.</summary>
    /// <exception cref="Requests.BrokenPageException">The body broke off or is not of its format.</exception>
    public async Task<JsonNode?> ReadAsync(
        Stream body, PageReader reader, RecordPipeline pipeline, ResponseCapture? capture, string? charset, CancellationToken cancellationToken)
    {
        var target = new BodyTarget(Path, _extractor.Open(_scope, pipeline), reader) { Capture = ShowsResponse ? capture : null, HasEnough = () => pipeline.HasEnough, Charset = charset };
        await _decoder.DecodeAsync(body, target, cancellationToken);
        return pipeline.HasEnough ? null : target.Capture?.Parse();
    }
}
