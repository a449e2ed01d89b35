using System.Security.Cryptography;
using ControlPlane.Connectors;
using ControlPlane.Ingestion.LandedFiles;
using ControlPlane.Ingestion.Validation;

namespace ControlPlane.Ingestion.Pushes;

/// <summary>Hands on the lines of a body one by one, as far as each is a JSON object. Lines without content are passed over.</summary>
/// <param name="mostBytes">Of the whole body, unpacked.</param>
internal sealed class PushLines(long mostBytes, int mostLineBytes)
{
    private readonly RowCheck _check = new(RowContract.Anything, mostLineBytes);

    /// <returns>The SHA-256 of the lines, in lower-case hex: the same however the body was packed and its lines were ended.</returns>
    /// <exception cref="PushRefusedException">The body is too large, or a line is no JSON object.</exception>
    public async Task<string> ReadAsync(Stream body, IRecordSink sink, CancellationToken cancellationToken)
    {
        using var buffer = new PieceBuffer(body, mostLineBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var number = 0L;
        var searched = 0;
        while (true)
        {
            var newline = buffer.Memory.Span[searched..].IndexOf((byte)'\n');
            if (newline < 0 && !buffer.IsFinal)
            {
                searched = buffer.Memory.Length;
                await FillAsync(buffer, number + 1, cancellationToken);
                continue;
            }
            var length = newline < 0 ? buffer.Memory.Length : searched + newline;
            number++;
            if (Content(buffer.Memory[..length], isFirst: number == 1) is { IsEmpty: false } line)
            {
                Check(line.Span, number);
                hash.AppendData(line.Span);
                hash.AppendData("\n"u8);
                await sink.AcceptAsync(line, cancellationToken);
            }
            if (newline < 0) return Convert.ToHexStringLower(hash.GetHashAndReset());
            buffer.Consume(length + 1);
            searched = 0;
        }
    }

    private async Task FillAsync(PieceBuffer buffer, long line, CancellationToken cancellationToken)
    {
        try
        {
            await buffer.FillAsync(buffer.Memory.Length + 1, cancellationToken);
        }
        catch (ConnectorException)
        {
            throw PushRefusedException.BadLine(line, RowFault.TooLarge(mostLineBytes).Reason);
        }
        if (buffer.Offset + buffer.Memory.Length > mostBytes) throw PushRefusedException.TooLarge(mostBytes);
    }

    private void Check(ReadOnlySpan<byte> line, long number)
    {
        if (_check.Check(line) is { } fault) throw PushRefusedException.BadLine(number, fault.Reason);
        if (line[0] != '{') throw PushRefusedException.BadLine(number, "not a JSON object");
    }

    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> line, bool isFirst)
    {
        if (isFirst && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
        var start = line.Span.IndexOfAnyExcept(" \t\r"u8);
        return start < 0 ? default : line[start..(line.Span.LastIndexOfAnyExcept(" \t\r"u8) + 1)];
    }
}
