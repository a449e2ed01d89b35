using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Decoders;

/// <summary>JSON values one after the other. A line that is no JSON fails the page: passed over, its record would be lost without a word.</summary>
internal sealed record JsonlDecoder : IDecoder
{
    public bool ShowsResponse => false;

    public Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken)
    {
        var scanner = BodyExtractor.IsGlob(target.Path)
            ? new RecordScanner([], null, new BodyExtractor(target.Path, target.Records), allowMultipleValues: true)
            : new RecordScanner(target.Path, null, target.Records, allowMultipleValues: true);
        return target.ReadAsync(body, scanner, cancellationToken);
    }
}
