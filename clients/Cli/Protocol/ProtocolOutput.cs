using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace ControlPlane.Cli.Protocol;

/// <summary>
/// Writes messages of Airbyte's protocol, one JSON line each. Records gather in one buffer while the one before it is being written; whatever
/// else is said is out when the call returns, with everything before it. For one thread at a time.
/// </summary>
internal sealed class ProtocolOutput(Stream stream) : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private const int StandardOutput = 1;
    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _message = new();
    private byte[] _buffer = new byte[BufferBytes];
    private byte[] _spare = new byte[BufferBytes];
    private int _length;
    private Task _writing = Task.CompletedTask;

    /// <summary>The console's own stream passes over a reader that has gone, and a long read would go on for nobody.</summary>
    public static ProtocolOutput Open() => new(OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _length < bytes.Length)
        {
            WriteBehind();
            if (bytes.Length > _buffer.Length)
            {
                Wait();
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
        WriteBehind();
        Wait();
    }

    public void Dispose() => stream.Dispose();

    private void WriteBehind()
    {
        Wait();
        if (_length == 0) return;
        var full = _buffer.AsMemory(0, _length);
        (_buffer, _spare, _length) = (_spare, _buffer, 0);
        _writing = Task.Run(() => stream.Write(full.Span));
    }

    private void Wait()
    {
        try
        {
            _writing.GetAwaiter().GetResult();
        }
        catch (IOException e)
        {
            throw new OutputClosedException(e);
        }
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
