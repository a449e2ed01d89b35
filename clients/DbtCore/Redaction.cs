using System.Text.Encodings.Web;
using System.Text.Json;

namespace ControlPlane.Clients.DbtCore;

/// <summary>Takes the values of secrets out of text: as they are, as JSON writes them, and each longer line of those that have several, as keys do.</summary>
internal sealed class Redaction
{
    private const string Hidden = "***";

    private const int MinLineLength = 8;

    private readonly string[] _values;

    public Redaction(IEnumerable<string> secrets)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
        {
            values.Add(secret);
            values.Add(JsonEncodedText.Encode(secret).ToString());
            values.Add(JsonSerializer.Serialize(secret, Relaxed)[1..^1]);
            values.Add(Uri.EscapeDataString(secret));
            if (secret.Contains('\n')) values.UnionWith(secret.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length >= MinLineLength));
        }
        // The longer first: one secret may be the beginning of another.
        _values = [.. values.OrderByDescending(value => value.Length)];
    }

    private static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Apply(string text) => _values.Aggregate(text, static (current, value) => current.Replace(value, Hidden, StringComparison.Ordinal));
}
