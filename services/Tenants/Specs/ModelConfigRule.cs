using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Tenants.Documents;

namespace ControlPlane.Tenants.Specs;

/// <summary>A map from names of models to configurations that are the tenant's own. Whether there are such models is known where the project is.</summary>
internal sealed record ModelConfigRule : SpecRule
{
    public override void Check(string path, JsonNode? node, SpecContext context)
    {
        if (node is not JsonObject models)
        {
            WrongType(path, "a map from model names", node, context);
            return;
        }
        foreach (var (name, configs) in models)
        {
            var inner = DocumentErrors.Join(path, name);
            if (ModelOverrides.CheckName(name) is { } wrong) context.Errors.Add(inner, wrong);
            if (configs is not JsonObject map)
            {
                WrongType(inner, "a map", configs, context);
                continue;
            }
            SecretRules.CheckTree(inner, map, context);
            foreach (var (key, value) in map)
            {
                if (ModelOverrides.Check(key, JsonSerializer.SerializeToElement(value)) is { } unfit)
                    context.Errors.Add(DocumentErrors.Join(inner, key), ModelOverrides.Keys.Contains(key) ? unfit : $"{unfit.TrimEnd('.')}{NearestName.Hint(key, ModelOverrides.Keys)}");
            }
        }
    }
}
