using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Decoders;

/// <summary>The body may be compressed, once more than its transport says, or not at all: its first bytes decide.</summary>
internal sealed record GzipDecoder(IDecoder Inner) : IDecoder
{
    public bool ShowsResponse => false;

    public static GzipDecoder? Compile(Component c) => c.Child("decoder", DecoderKinds.Inner, required: true) is { } inner ? new(inner) : null;

    public async Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken)
    {
        await using var plain = new CompressedStream(body);
        await Inner.DecodeAsync(plain, target with { Capture = null }, cancellationToken);
    }
}
