using System.Text;

namespace ControlPlane.Clients.DbtCore;

/// <summary>The lines of a process's output, each cut at a bound: what comes after it up to the line's end is dropped.</summary>
internal static class OutputLines
{
    public static async Task ReadAsync(Stream output, int maxLineBytes, Action<string> take, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 << 10];
        var line = new MemoryStream();
        while (await output.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            for (var rest = buffer.AsMemory(0, read); rest.Length > 0;)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                var part = end < 0 ? rest : rest[..end];
                line.Write(part.Span[..(int)Math.Min(part.Length, maxLineBytes - line.Length)]);
                rest = end < 0 ? Memory<byte>.Empty : rest[(end + 1)..];
                if (end >= 0) Take(line, take);
            }
        }
        Take(line, take);
    }

    private static void Take(MemoryStream line, Action<string> take)
    {
        var text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
        line.SetLength(0);
        if (text.Length > 0) take(text);
    }
}
