using System.Buffers.Binary;
using System.Security.Cryptography;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Pagination;

/// <summary>Makes a hash of the records of a page, as the source has them.</summary>
internal sealed class PageDigest : IRecordReceiver, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
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

    /// <summary>The page that is whole now.</summary>
    public PageContent Take()
    {
        var page = new PageContent(_records, Convert.ToHexString(_hash.GetHashAndReset()));
        _records = 0;
        return page;
    }

    public void Dispose() => _hash.Dispose();
}

/// <summary>Equal for pages with the same records.</summary>
internal readonly record struct PageContent(long Records, string Hash);
