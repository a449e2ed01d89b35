using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Decoders;

internal sealed partial record CsvDecoder(CsvFormat Format, Encoding Encoding) : IDecoder
{
    public bool ShowsResponse => false;

    public static CsvDecoder? Compile(Component c)
    {
        var encoding = TextEncodings.Of(c, "encoding");
        var delimiter = Unescape(c.Text("delimiter") is { Length: > 0 } text ? text : ",");
        if (delimiter is not [var single] || single is '"' or '\n' or '\r' || !char.IsAscii(single))
        {
            c.Error("delimiter", "expected one ASCII character");
            return null;
        }

        var nulls = c.Templates("set_values_to_none").Select(n => Encoding.UTF8.GetBytes(n.Text)).ToList();
        return encoding is null ? null : new(new CsvFormat { Delimiter = (byte)single, Nulls = nulls }, encoding);
    }

    public Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken) =>
        target.ReadAsync(TextEncodings.ToUtf8(body, Encoding), new CsvScanner(Format, target.Values()), cancellationToken);

    private static string Unescape(string text) => Escape().Replace(text, m => m.Value[1] switch
    {
        't' => "\t",
        'x' or 'u' => ((char)int.Parse(m.Value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        var c => c.ToString(),
    });

    [GeneratedRegex(@"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[t\\|;,])")]
    private static partial Regex Escape();
}
