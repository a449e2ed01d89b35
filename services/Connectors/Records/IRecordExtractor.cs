using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Records;

/// <summary>Where in a response the records are.</summary>
internal interface IRecordExtractor
{
    public static ComponentKinds<IRecordExtractor> Kinds { get; } = new()
    {
        ["DpathExtractor"] = DpathExtractor.Compile,
        ["ResponseToFileExtractor"] = ResponseToFileExtractor.Compile,
    };

    /// <summary>The decoder that the extractor brings along; null leaves it to the retriever.</summary>
    IDecoder? Decoder { get; }

    /// <summary>The path to the records within each decoded value.</summary>
    IReadOnlyList<string> PathIn(Scope scope);

    /// <summary>What stands between what is found at the path and <paramref name="records"/>; these themselves when nothing does.</summary>
    IRecordReceiver Open(Scope scope, IRecordReceiver records);
}
