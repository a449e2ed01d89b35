using System.Text.Json.Nodes;
using ControlPlane.Tenants.Documents;

namespace ControlPlane.Tenants.Specs;

/// <summary>What one part of a spec must look like. A rule reports everything that is wrong, not only the first thing.</summary>
internal abstract record SpecRule
{
    public abstract void Check(string path, JsonNode? node, SpecContext context);

    protected static void WrongType(string path, string expected, JsonNode? node, SpecContext context) =>
        context.Errors.Add(path, $"Expected {expected}, found {Describe(node)}.");

    private static string Describe(JsonNode? node) => node?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "nothing",
        System.Text.Json.JsonValueKind.Object => "a map",
        System.Text.Json.JsonValueKind.Array => "a list",
        System.Text.Json.JsonValueKind.String => "text",
        System.Text.Json.JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}

/// <summary>A map whose keys are fixed.</summary>
internal sealed record ObjectRule(params IReadOnlyList<Field> Fields) : SpecRule
{
    public override void Check(string path, JsonNode? node, SpecContext context)
    {
        if (node is not JsonObject map)
        {
            WrongType(path, "a map", node, context);
            return;
        }
        foreach (var (key, value) in map)
        {
            var field = Fields.FirstOrDefault(known => known.Name == key);
            if (field is null) context.Errors.Add(DocumentErrors.Join(path, key), $"Unknown key '{key}'{NearestName.Hint(key, Fields.Select(known => known.Name))}");
            else field.Rule.Check(DocumentErrors.Join(path, key), value, context);
        }
        foreach (var field in Fields.Where(field => field.Required && !map.ContainsKey(field.Name) && context.DefaultsKnown))
            context.Errors.Add(DocumentErrors.Join(path, field.Name), "Missing.");
    }
}

internal sealed record Field(string Name, SpecRule Rule, bool Required = false);

/// <summary>A map from names to things of one kind.</summary>
internal sealed record MapRule(SpecRule Value, string What) : SpecRule
{
    public override void Check(string path, JsonNode? node, SpecContext context)
    {
        if (node is not JsonObject map)
        {
            WrongType(path, $"a map from {What} names", node, context);
            return;
        }
        foreach (var (name, value) in map)
        {
            var inner = DocumentErrors.Join(path, name);
            if (!SpecNames.Name().IsMatch(name)) context.Errors.Add(inner, $"A {What}'s name has 1 to 31 lower-case letters, digits and hyphens and starts with a letter.");
            Value.Check(inner, value, context);
        }
    }
}

/// <summary>A map from streams of the source beside it to things of one kind.</summary>
internal sealed record StreamMapRule(SpecRule Value) : SpecRule
{
    public override void Check(string path, JsonNode? node, SpecContext context)
    {
        if (node is not JsonObject map)
        {
            WrongType(path, "a map from stream names", node, context);
            return;
        }
        var streams = node.Parent?["streams"] is JsonArray list ? list.Select(stream => stream?.ToString() ?? "").ToArray() : [];
        foreach (var (name, value) in map)
        {
            var inner = DocumentErrors.Join(path, name);
            if (!streams.Contains(name)) context.Errors.Add(inner, $"The source has no stream '{name}'; its streams are {string.Join(", ", streams)}{NearestName.Hint(name, streams)}");
            Value.Check(inner, value, context);
        }
    }
}

internal sealed record ListRule(SpecRule Item, int Least = 0) : SpecRule
{
    public override void Check(string path, JsonNode? node, SpecContext context)
    {
        if (node is not JsonArray list)
        {
            WrongType(path, "a list", node, context);
            return;
        }
        if (list.Count < Least) context.Errors.Add(path, $"Needs at least {Least}.");
        for (var index = 0; index < list.Count; index++) Item.Check(DocumentErrors.Join(path, index), list[index], context);
        foreach (var twice in list.GroupBy(item => item?.ToJsonString()).Where(group => group.Count() > 1)) context.Errors.Add(path, "Names something twice.");
    }
}

/// <param name="Judge">Returns what is wrong with the text; null when nothing is.</param>
internal sealed record TextRule(Func<string, SpecContext, string?>? Judge = null, int Longest = 1000) : SpecRule
{
    public override void Check(string path, JsonNode? node, SpecContext context)
    {
        if (node is not JsonValue value || !value.TryGetValue<string>(out var text)) WrongType(path, "text", node, context);
        else if (text.Length == 0) context.Errors.Add(path, "Must not be empty.");
        else if (text.Length > Longest) context.Errors.Add(path, $"Longer than {Longest} characters.");
        else if (Judge?.Invoke(text, context) is { } wrong) context.Errors.Add(path, wrong);
    }
}

internal sealed record NumberRule(decimal Least, decimal Most, bool Whole) : SpecRule
{
    public override void Check(string path, JsonNode? node, SpecContext context)
    {
        if (node?.GetValueKind() != System.Text.Json.JsonValueKind.Number || !decimal.TryParse(node.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number))
            WrongType(path, Whole ? "a whole number" : "a number", node, context);
        // Whatever reads the spec later takes whole numbers only as digits.
        else if (Whole && !node.ToJsonString().All(letter => char.IsAsciiDigit(letter) || letter == '-')) context.Errors.Add(path, "Expected a whole number, written without a fraction or exponent.");
        else if (number < Least || number > Most) context.Errors.Add(path, $"Must be between {Least} and {Most}.");
    }
}

/// <summary>A map whose content is not ours to judge, except that it holds no secrets: only references to them.</summary>
internal sealed record FreeRule : SpecRule
{
    public override void Check(string path, JsonNode? node, SpecContext context)
    {
        if (node is not JsonObject) WrongType(path, "a map", node, context);
        else SecretRules.CheckTree(path, node, context);
    }
}
