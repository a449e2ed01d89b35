using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors;

/// <summary>Takes known secrets out of texts that people and logs see, in each form in which a request may carry them.</summary>
public sealed class SecretRedactor
{
    public const string Mask = "***";

    /// <summary>Anything shorter turns up in other words by chance and is taken out only where it stands alone, or no message could be read.</summary>
    private const int Telling = 4;

    private static readonly string[] TellingNames = ["secret", "token", "password", "passwd", "api_key", "apikey", "credential", "private_key", "access_key"];
    private readonly SortedSet<string> _forms = new(Comparer<string>.Create((a, b) =>
        a.Length != b.Length ? b.Length.CompareTo(a.Length) : string.CompareOrdinal(a, b)));

    /// <summary>
    /// Knows the secrets of a config: what its spec marks with <c>airbyte_secret</c>, and texts of four letters or more whose name tells
    /// that they are secret.
    /// </summary>
    /// <param name="specification">The connection specification of the manifest; null when it has none.</param>
    public static SecretRedactor For(JsonObject config, JsonObject? specification)
    {
        var redactor = new SecretRedactor();
        redactor.AddConfig(config, specification, inherited: false);
        return redactor;
    }

    public void Add(string? secret)
    {
        if (string.IsNullOrWhiteSpace(secret)) return;
        lock (_forms) AddForms(secret);
    }

    /// <summary>Whatever another redactor knows.</summary>
    public void Add(SecretRedactor other)
    {
        string[] forms;
        lock (other._forms) forms = [.. other._forms];
        lock (_forms) _forms.UnionWith(forms);
    }

    private void AddForms(string secret)
    {
        _forms.Add(secret);
        _forms.Add(Uri.EscapeDataString(secret));
        _forms.Add(Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal));
        _forms.Add(JsonEncodedText.Encode(secret).ToString());
        _forms.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
    }

    public string Redact(string text)
    {
        lock (_forms)
            foreach (var form in _forms) text = form.Length < Telling ? ReplaceWord(text, form) : text.Replace(form, Mask, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The first letters of a text, which may itself be cut off: a secret that a cut goes through is taken out with what there is of it.</summary>
    public string RedactStart(string text, int length)
    {
        lock (_forms)
        {
            var shown = _forms.Where(form => form.Length > Telling).Select(form => Overlap(text, form)).DefaultIfEmpty().Max();
            if (shown > 0) text = text[..^shown] + Mask;
        }

        text = Redact(text);
        return text.Length > length ? text[..length] : text;
    }

    /// <summary>How many letters at the end of the text may be the beginning of the secret, and tell something of it.</summary>
    private static int Overlap(string text, string form)
    {
        for (var length = Math.Min(text.Length, form.Length - 1); length >= Telling; length--)
            if (text.AsSpan().EndsWith(form.AsSpan(0, length), StringComparison.Ordinal)) return length;
        return 0;
    }

    private static string ReplaceWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            var stands = (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            if (stands) text = $"{text[..at]}{Mask}{text[end..]}";
            at += stands ? Mask.Length : 1;
            if (at >= text.Length) break;
        }

        return text;
    }

    /// <summary>The same failure without secrets. An inner exception stays only if it shows none.</summary>
    public ConnectorException Redact(ConnectorException e)
    {
        var inner = e.InnerException is { } cause && Redact(cause.ToString()) == cause.ToString() ? cause : null;
        var message = Redact(e.Message);
        return message == e.Message && inner == e.InnerException ? e : new(e.Kind, message, inner) { RetryAfter = e.RetryAfter };
    }

    private void AddConfig(JsonNode? value, JsonObject? specification, bool inherited)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (name, child) in map)
                {
                    var declared = Declared(specification, name);
                    var marked = inherited || declared?["airbyte_secret"] is JsonValue flag && flag.TryGetValue(out bool secret) && secret;
                    AddConfig(child, declared, marked);
                    if (!marked && child is JsonValue && child.ToString() is { Length: >= Telling } text
                        && TellingNames.Any(n => name.Contains(n, StringComparison.OrdinalIgnoreCase))) Add(text);
                }

                break;
            case JsonArray list:
                foreach (var item in list) AddConfig(item, specification?["items"] as JsonObject, inherited);
                break;
            case not null when inherited:
                Add(value.ToString());
                break;
        }
    }

    /// <summary>The declaration of a property, in the object itself or in one of its alternatives.</summary>
    private static JsonObject? Declared(JsonObject? specification, string name)
    {
        if (specification is null) return null;
        if ((specification["properties"] as JsonObject)?[name] is JsonObject direct) return direct;
        foreach (var keyword in new[] { "oneOf", "anyOf", "allOf" })
        {
            if (specification[keyword] is not JsonArray alternatives) continue;
            JsonObject? found = null;
            foreach (var declared in alternatives.OfType<JsonObject>().Select(a => Declared(a, name)).OfType<JsonObject>())
                if (found is null || declared.ContainsKey("airbyte_secret")) found = declared;
            if (found is not null) return found;
        }

        return null;
    }
}
