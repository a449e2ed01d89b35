using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Testing.Dagster.GraphQl;

/// <summary>Holds a query and its variables to the schema, and gives of the answers exactly what was asked for.</summary>
internal sealed class Executor(Schema schema, Func<string, JsonObject, JsonObject> resolve)
{
    public JsonObject Execute(string query, JsonObject variables)
    {
        var document = Document.Parse(query);
        var root = schema[document.Operation == "mutation" ? "Mutation" : "Query"];
        Validate(root, document.Selections, document.Variables);
        foreach (var (name, type) in document.Variables) Check(type, variables[name], $"${name}");
        var data = new JsonObject();
        foreach (var field in document.Selections)
        {
            var arguments = new JsonObject(field.Arguments.Select(pair => KeyValuePair.Create(pair.Key, variables[pair.Value]?.DeepClone())));
            data[field.Name] = Project(root.Fields[field.Name].Type, resolve(field.Name, arguments), field.Children);
        }
        return data;
    }

    private void Validate(NamedType parent, IReadOnlyList<Selection> selections, IReadOnlyDictionary<string, string> variables)
    {
        foreach (var selection in selections)
        {
            if (selection.On is { } on)
            {
                if (!schema[on].Possible.Intersect(parent.Possible).Any()) throw new GraphQlException($"Fragment cannot be spread here as objects of type '{parent.Name}' can never be of type '{on}'.");
                Validate(schema[on], selection.Children, variables);
            }
            else if (selection.Name != "__typename")
            {
                if (!parent.Fields.TryGetValue(selection.Name, out var field)) throw new GraphQlException($"Cannot query field '{selection.Name}' on type '{parent.Name}'.");
                ValidateArguments(selection, field, variables);
                var type = schema[field.Type];
                var isLeaf = type.Kind is "scalar" or "enum";
                if (isLeaf != (selection.Children.Count == 0)) throw new GraphQlException($"Field '{selection.Name}' of type '{field.Type}' has a wrong selection of subfields.");
                if (!isLeaf) Validate(type, selection.Children, variables);
            }
        }
    }

    private static void ValidateArguments(Selection selection, Field field, IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (argument, variable) in selection.Arguments)
        {
            if (!field.Arguments.TryGetValue(argument, out var wanted)) throw new GraphQlException($"Unknown argument '{argument}' on field '{selection.Name}'.");
            if (!variables.TryGetValue(variable, out var declared)) throw new GraphQlException($"Variable '${variable}' is not defined.");
            if (declared != wanted && declared != wanted + "!") throw new GraphQlException($"Variable '${variable}' of type '{declared}' used in position expecting type '{wanted}'.");
        }
        foreach (var (argument, type) in field.Arguments)
            if (type.EndsWith('!') && !selection.Arguments.ContainsKey(argument)) throw new GraphQlException($"Field '{selection.Name}' argument '{argument}' of type '{type}' is required.");
    }

    private void Check(string type, JsonNode? value, string place)
    {
        if (value is null)
        {
            if (type.EndsWith('!')) throw new GraphQlException($"Variable '{place}' of required type '{type}' was not provided.");
            return;
        }
        type = type.TrimEnd('!');
        if (type[0] == '[')
        {
            if (value is not JsonArray items) throw Invalid(type, place);
            foreach (var item in items) Check(type[1..^1], item, place);
            return;
        }
        var named = schema[type];
        var fits = named.Kind switch
        {
            "enum" => value.GetValueKind() == JsonValueKind.String && named.Values.Contains((string)value!),
            "input" => value is JsonObject,
            _ => type switch
            {
                "String" or "ID" => value.GetValueKind() == JsonValueKind.String,
                "Int" or "Float" => value.GetValueKind() == JsonValueKind.Number,
                "Boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
                _ => true,
            },
        };
        if (!fits) throw Invalid(type, place);
        if (named.Kind != "input") return;
        var fields = value.AsObject();
        if (fields.Select(pair => pair.Key).FirstOrDefault(key => !named.Fields.ContainsKey(key)) is { } unknown) throw new GraphQlException($"Variable '{place}' got invalid value; Field '{unknown}' is not defined by type '{type}'.");
        foreach (var (name, field) in named.Fields) Check(field.Type, fields[name], $"{place}.{name}");
    }

    private JsonNode? Project(string type, JsonNode? value, IReadOnlyList<Selection> selections)
    {
        if (value is null) return type.EndsWith('!') ? throw new InvalidOperationException($"the server has no {type}") : null;
        if (value is JsonArray items) return new JsonArray([.. items.Select(item => Project(type.Trim('!')[1..^1], item, selections))]);
        if (selections.Count == 0) return value.DeepClone();
        var source = value.AsObject();
        var actual = schema[(string?)source["__typename"] ?? type];
        if (!schema[type].Possible.Contains(actual.Name)) throw new InvalidOperationException($"{actual.Name} is no {type}");
        var answer = new JsonObject();
        Fill(answer, source, actual, selections);
        return answer;
    }

    private void Fill(JsonObject answer, JsonObject source, NamedType actual, IReadOnlyList<Selection> selections)
    {
        foreach (var selection in selections)
        {
            if (selection.On is { } on)
            {
                if (schema[on].Possible.Contains(actual.Name)) Fill(answer, source, actual, selection.Children);
            }
            else if (selection.Name == "__typename") answer["__typename"] = actual.Name;
            else answer[selection.Name] = Project(actual.Fields[selection.Name].Type, source[selection.Name], selection.Children);
        }
    }

    private static GraphQlException Invalid(string type, string place) => new($"Variable '{place}' got invalid value; Expected type '{type}'.");
}
