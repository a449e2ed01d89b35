using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Decoders;

internal static class DecoderKinds
{
    public static ComponentKinds<IDecoder> All { get; } = new()
    {
        ["JsonDecoder"] = _ => new JsonDecoder(),
        ["JsonlDecoder"] = _ => new JsonlDecoder(),
        ["JsonItemsDecoder"] = JsonItemsDecoder.Compile,
        ["CsvDecoder"] = CsvDecoder.Compile,
        ["XmlDecoder"] = _ => new XmlDecoder(),
        ["GzipDecoder"] = GzipDecoder.Compile,
        ["ZipfileDecoder"] = ZipfileDecoder.Compile,
        ["IterableDecoder"] = _ => new IterableDecoder(),
    };

    /// <summary>The formats that may lie within a compressed body.</summary>
    public static ComponentKinds<IDecoder> Inner { get; } = new()
    {
        ["JsonDecoder"] = _ => new JsonDecoder(),
        ["JsonlDecoder"] = _ => new JsonlDecoder(),
        ["JsonItemsDecoder"] = JsonItemsDecoder.Compile,
        ["CsvDecoder"] = CsvDecoder.Compile,
        ["XmlDecoder"] = _ => new XmlDecoder(),
        ["GzipDecoder"] = GzipDecoder.Compile,
    };
}
