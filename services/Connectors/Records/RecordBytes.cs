using System.Buffers;

namespace ControlPlane.Connectors.Records;

/// <summary>Puts a pretty-printed record on one line.</summary>
internal static class RecordBytes
{
    public static bool HasLineBreak(ReadOnlySpan<byte> json) => json.IndexOfAny((byte)'\n', (byte)'\r') >= 0;

    /// <summary>Copies valid JSON without the blanks between its tokens; numbers and texts keep their bytes.</summary>
    public static void WriteCompact(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var target = output.GetSpan(json.Length);
        var written = 0;
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var b = json[i];
            if (!inText && b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' && !inText) continue;
            target[written++] = b;
            if (b == '"') inText = !inText;
            else if (b == '\\' && inText) target[written++] = json[++i];
        }

        output.Advance(written);
    }
}
