using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Records;

/// <summary>The response is a CSV file, each row of it a record. It is streamed, so no file is needed.</summary>
internal sealed record ResponseToFileExtractor(DownloadedCsv Csv) : IRecordExtractor
{
    public IDecoder Decoder => Csv;

    public static ResponseToFileExtractor Compile(Component c) => new(new DownloadedCsv(c.Flag("preserve_na_values")));

    public IReadOnlyList<string> PathIn(Scope scope) => [];

    public IRecordReceiver Open(Scope scope, IRecordReceiver records) => records;
}
