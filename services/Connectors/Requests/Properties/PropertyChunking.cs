using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests.Properties;

/// <summary>A request can only ask for so many properties: a page is put together from several.</summary>
/// <param name="Limit">Null or 0 for one request for everything.</param>
/// <param name="Key">The fields that tell which records of these requests are one.</param>
internal sealed record PropertyChunking(bool CountsCharacters, int? Limit, IReadOnlyList<string> Key)
{
    // Each name is followed by an encoded comma.
    private const int DelimiterCharacters = 3;

    public static ComponentKinds<PropertyChunking> Kinds { get; } = new() { ["PropertyChunking"] = Compile };

    private static ComponentKinds<IReadOnlyList<string>> Strategies { get; } = new()
    {
        ["GroupByKeyMergeStrategy"] = c => c["key"] is JsonArray ? [.. c.Templates("key").Select(k => k.Text)] : c.Text("key", required: true) is { } key ? [key] : null,
    };

    /// <param name="selected">Null for all of them.</param>
    public IEnumerable<IReadOnlyList<string>> Cut(IReadOnlyList<string> properties, IReadOnlyList<string> always, IReadOnlySet<string>? selected)
    {
        if (Limit is null or 0)
        {
            yield return [.. properties, .. always];
            yield break;
        }

        var chunk = new List<string>(always);
        var size = 0;
        foreach (var property in properties.Where(p => selected?.Contains(p) != false))
        {
            var needed = CountsCharacters ? property.Length + DelimiterCharacters : 1;
            if (size + needed > Limit)
            {
                yield return chunk;
                chunk = [.. always];
                size = 0;
            }

            chunk.Add(property);
            size += needed;
        }

        yield return chunk;
    }

    /// <summary>What a record has in common with its other parts; null for one that stands alone.</summary>
    public string? KeyOf(JsonObject record)
    {
        var values = new List<string>();
        foreach (var field in Key)
        {
            var value = TemplateValues.FromJson(record[field]);
            if (!TemplateValues.IsTrue(value)) return null;
            values.Add(TemplateValues.ToText(value));
        }

        return string.Join(',', values);
    }

    private static PropertyChunking? Compile(Component c)
    {
        bool? characters = c.Text("property_limit_type", required: true) switch
        {
            "characters" => true,
            "property_count" => false,
            _ => null,
        };
        if (characters is null && c.Has("property_limit_type")) c.Error("property_limit_type", "characters or property_count");
        return characters is null ? null : new(characters.Value, c.Integer("property_limit"), c.Child("record_merge_strategy", Strategies) ?? ["id"]);
    }
}
