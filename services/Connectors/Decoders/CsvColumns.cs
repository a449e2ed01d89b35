using System.Text;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Decoders;

/// <summary>The columns of a CSV text.</summary>
/// <param name="Count">How many values a row should have.</param>
/// <param name="Named">Each name once, as JSON with its colon, and the value that it names.</param>
internal sealed record CsvColumns(int Count, IReadOnlyList<(byte[] NameJson, int Field)> Named)
{
    public static CsvColumns Of(IReadOnlyList<byte[]> header, bool namesAll)
    {
        var fields = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            var name = Encoding.UTF8.GetString(header[i]);
            if (namesAll)
            {
                if (name.Length == 0) name = $"Unnamed: {i}";
                var plain = name;
                for (var n = 1; fields.ContainsKey(name); n++) name = $"{plain}.{n}";
            }

            fields[name] = i;
        }

        return new(header.Count, [.. fields.Select(f => (Json(f.Key), f.Value))]);
    }

    private static byte[] Json(string name)
    {
        var json = new JsonBytes();
        json.Text(name);
        json.Byte((byte)':');
        return json.Written.ToArray();
    }
}
