using System.Buffers.Binary;
using System.Security.Cryptography;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Pagination;

/// <summary>
/// Tells when a slice begins with the same page again and again: the source does not look at what the paginator sends, and would give
/// that page without end. Only for records with a key, of which there are no two alike.
/// </summary>
internal sealed class RepeatedPages : IRecordReceiver, IDisposable
{
    /// <summary>A source that changes while it is read may well give a page twice.</summary>
    private const int MostAlike = 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? _first;
    private int _alike = 1;
    private long _records;

    public void BeginAttempt()
    {
        _records = 0;
        _hash.GetHashAndReset();
    }

    public void OnRecord(ReadOnlySpan<byte> recordUtf8)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, recordUtf8.Length);
        _hash.AppendData(length);
        _hash.AppendData(recordUtf8);
        _records++;
    }

    /// <returns>Whether the next page could still be the same; from false on there is nothing to look at.</returns>
    /// <exception cref="ConnectorException">It has been the same too often.</exception>
    public bool CompletePage()
    {
        var page = _hash.GetHashAndReset();
        if (_first is null)
        {
            _first = page;
            return _records > 0;
        }

        if (!_first.AsSpan().SequenceEqual(page)) return false;
        return ++_alike < MostAlike
            ? true
            : throw new ConnectorException(
                ConnectorFaultKind.Source,
                $"the first {MostAlike} pages have the very same {_records} records: the source does not follow the paginator; look at its page_token_option in the manifest");
    }

    public void Dispose() => _hash.Dispose();
}
