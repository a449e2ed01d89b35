using System.Buffers.Binary;
using System.Security.Cryptography;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Pagination;

/// <summary>
/// Tells when the second page of a slice is the first one again: the source does not look at what the paginator sends, and would give
/// that page without end. Only for records with a key, which are not there twice.
/// </summary>
internal sealed class RepeatedPage : IRecordReceiver, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? _first;
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

    /// <returns>Whether there is a page still to be compared.</returns>
    /// <exception cref="ConnectorException">The page is the one before.</exception>
    public bool CompletePage()
    {
        var page = _hash.GetHashAndReset();
        if (_first is null)
        {
            _first = page;
            return _records > 0;
        }

        return !_first.AsSpan().SequenceEqual(page)
            ? false
            : throw new ConnectorException(
                ConnectorFaultKind.Source,
                $"the second page has the very {_records} records of the first: the source does not follow the paginator; look at its page_token_option in the manifest");
    }

    public void Dispose() => _hash.Dispose();
}
