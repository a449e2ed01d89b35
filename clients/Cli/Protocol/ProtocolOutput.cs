using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace ControlPlane.Cli.Protocol;

/// <summary>Writes messages of Airbyte's protocol, one JSON line each, through one buffer. For one thread at a time.</summary>
internal sealed class ProtocolOutput(Stream stream) : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private const int StandardOutput = 1;
    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _message = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _length;

    /// <summary>The console's own stream passes over a reader that has gone, and a long read would go on for nobody.</summary>
    public static ProtocolOutput Open() => new(OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _length < bytes.Length)
        {
            Flush();
            if (bytes.Length >= _buffer.Length)
            {
                WriteOut(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Writes one message, and everything before it, at once.</summary>
    public void Write(JsonObject message)
    {
        _message.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_message, Compact)) message.WriteTo(writer);
        Append(_message.WrittenSpan);
        Append("\n"u8);
        Flush();
    }

    /// <exception cref="OutputClosedException">Nobody reads any more.</exception>
    public void Flush()
    {
        var length = _length;
        _length = 0;
        if (length > 0) WriteOut(_buffer.AsSpan(0, length));
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        stream.Dispose();
    }

    private void WriteOut(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw new OutputClosedException(e);
        }
    }
}
