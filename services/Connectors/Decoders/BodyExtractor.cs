using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Decoders;

/// <summary>Takes the records out of whole decoded values.</summary>
internal sealed class BodyExtractor(IReadOnlyList<string> path, IRecordReceiver records) : IRecordReceiver
{
    private readonly GlobPath? _glob = IsGlob(path) ? new GlobPath(path) : null;
    private readonly RecordDocument _document = new();
    private readonly JsonBytes _record = new();

    /// <summary>The path has patterns beyond <c>*</c>, which only a whole value can be searched for.</summary>
    public static bool IsGlob(IReadOnlyList<string> path) => path.Any(segment => segment != "*" && GlobPath.IsPattern(segment));

    public void OnRecord(ReadOnlySpan<byte> recordUtf8)
    {
        if (_glob is null)
        {
            new RecordScanner(path, null, records).Scan(recordUtf8, isFinal: true);
            return;
        }

        _document.Load(recordUtf8);
        foreach (var match in _glob.Find(_document.Value))
        {
            if (match.Value is RecordList list)
                foreach (var item in list) Emit(item);
            else if (match.Value is not null) Emit(match.Value);
        }
    }

    private void Emit(object? value)
    {
        _record.Clear();
        _record.Value(value);
        records.OnRecord(_record.Written);
    }
}

/// <summary>Each value is a record, or a list of them.</summary>
internal sealed class RootExtractor(IRecordReceiver records) : IRecordReceiver
{
    public void OnRecord(ReadOnlySpan<byte> recordUtf8)
    {
        if (recordUtf8[0] == '{' && recordUtf8[1] == '"') records.OnRecord(recordUtf8);
        else new RecordScanner([], null, records).Scan(recordUtf8, isFinal: true);
    }
}
