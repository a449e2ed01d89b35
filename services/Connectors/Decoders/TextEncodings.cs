using System.Text;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Decoders;

/// <summary>The encodings that manifests name, by the names that Python knows them by.</summary>
internal static class TextEncodings
{
    public static Encoding? Of(Component c, string field)
    {
        var name = c.Text(field) ?? "utf-8";
        var encoding = Find(name);
        if (encoding is null) c.Error(field, $"'{name}' is not a known encoding");
        return encoding;
    }

    public static Encoding? Find(string name)
    {
        var plain = name.Trim().ToLowerInvariant().Replace('_', '-');
        plain = plain switch
        {
            "utf-8-sig" or "utf8" or "utf8-sig" or "u8" => "utf-8",
            "latin-1" or "latin1" or "l1" or "iso8859-1" or "8859" => "iso-8859-1",
            "ascii" or "646" => "us-ascii",
            "utf16" => "utf-16",
            "utf32" => "utf-32",
            "utf-16-le" => "utf-16LE",
            "utf-16-be" => "utf-16BE",
            _ when plain.StartsWith("cp", StringComparison.Ordinal) && int.TryParse(plain.AsSpan(2), out var page) => page is 932 ? "shift_jis" : $"windows-{page}",
            _ => plain,
        };
        try
        {
            return plain == "utf-8" ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(plain) ?? Encoding.GetEncoding(plain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public static Stream ToUtf8(Stream body, Encoding encoding) =>
        encoding is UTF8Encoding ? body : Encoding.CreateTranscodingStream(body, encoding, Encoding.UTF8, leaveOpen: true);
}
