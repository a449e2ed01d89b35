using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Tenants.Blueprints;
using ControlPlane.Tenants.Documents;

namespace ControlPlane.Tenants.Specs;

/// <summary>Turns a document into the effective spec of a tenant, or into everything that is wrong with it.</summary>
public sealed class SpecCompiler(BlueprintCatalog catalog)
{
    public CompiledSpec Compile(TenantId tenant, JsonObject document, DocumentErrors errors)
    {
        var blueprint = FindBlueprint(document, errors);
        var filled = (JsonObject)DocumentMerge.Replace(document, "{tenant}", tenant.ToString())!;
        var defaults = (JsonObject)DocumentMerge.Replace(blueprint?.Defaults ?? [], "{tenant}", tenant.ToString())!;
        var effective = DocumentMerge.Over(defaults, filled);
        var context = new SpecContext(tenant, blueprint, errors);
        SpecRules.Spec.Check("", effective, context);
        CrossRules.Check(effective, context);
        if (effective["sources"] is JsonObject sources)
            foreach (var source in sources.Select(entry => entry.Value).OfType<JsonObject>()) source.TryAdd("config", new JsonObject());
        if (!errors.Any) CheckReadable(effective, errors);
        return new CompiledSpec(document, effective, errors);
    }

    /// <summary>What the rules let through must also be readable by everybody who works with it later.</summary>
    private static void CheckReadable(JsonObject effective, DocumentErrors errors)
    {
        try
        {
            _ = SpecJson.ToSpec(effective);
        }
        catch (JsonException exception)
        {
            errors.Add(exception.Path?.TrimStart('$').TrimStart('.') ?? "", "Not a value that can be used here.");
        }
    }

    private Blueprint? FindBlueprint(JsonObject document, DocumentErrors errors)
    {
        if (document["blueprint"] is not JsonValue value || !value.TryGetValue<string>(out var name))
        {
            if (!document.ContainsKey("blueprint")) errors.Add("blueprint", $"Missing; known are {string.Join(", ", catalog.Names())}");
            return null;
        }
        try
        {
            var found = catalog.Find(name);
            if (found is null) errors.Add("blueprint", $"Unknown blueprint; known are {string.Join(", ", catalog.Names())}{NearestName.Hint(name, catalog.Names())}");
            return found;
        }
        catch (InvalidDataException exception)
        {
            errors.Add("blueprint", exception.Message);
            return null;
        }
    }
}

/// <param name="Document">As it was given.</param>
/// <param name="Effective">The blueprint's defaults with the document on top, <c>{tenant}</c> filled in.</param>
public sealed record CompiledSpec(JsonObject Document, JsonObject Effective, DocumentErrors Errors);
