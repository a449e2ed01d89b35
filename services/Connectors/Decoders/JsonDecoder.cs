using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Decoders;

internal sealed record JsonDecoder : IDecoder
{
    public bool ShowsResponse => true;

    public Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken)
    {
        var scanner = BodyExtractor.IsGlob(target.Path)
            ? new RecordScanner([], target.Capture, new BodyExtractor(target.Path, target.Records))
            : new RecordScanner(target.Path, target.Capture, target.Records);
        return target.ReadAsync(body, scanner, cancellationToken);
    }
}
