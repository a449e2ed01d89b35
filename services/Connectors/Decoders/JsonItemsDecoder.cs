using System.Text;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Decoders;

/// <summary>Each item of one array within a large document is a value of its own.</summary>
/// <param name="ItemsPath">Names with dots between; <c>item</c> stands for every item of a list on the way.</param>
internal sealed record JsonItemsDecoder(IReadOnlyList<string> ItemsPath, Encoding Encoding) : IDecoder
{
    public bool ShowsResponse => false;

    public static JsonItemsDecoder? Compile(Component c)
    {
        var encoding = TextEncodings.Of(c, "encoding");
        var path = c.Text("items_path", required: true);
        if (path is { Length: 0 }) c.Error("items_path", "the path to the array is needed");
        return path is null || encoding is null ? null : new(path.Split('.'), encoding);
    }

    public Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken) => target.ReadAsync(
        TextEncodings.ToUtf8(body, Encoding), new RecordScanner(ItemsPath, null, target.Values()) { ReadsItems = true }, cancellationToken);
}
