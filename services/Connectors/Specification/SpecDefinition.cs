using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>The spec of a manifest with what is done to a config before it is used.</summary>
internal sealed record SpecDefinition(
    ConnectorSpecification Specification,
    IReadOnlyList<IConfigTransformation> Migrations,
    IReadOnlyList<IConfigTransformation> Transformations,
    IReadOnlyList<IConfigValidator> Validators)
{
    public static ComponentKinds<SpecDefinition> Kinds { get; } = new() { ["Spec"] = Compile };

    private static ComponentKinds<Component> RuleKinds { get; } = new() { ["ConfigNormalizationRules"] = c => c };

    private static ComponentKinds<Component> MigrationKinds { get; } = new() { ["ConfigMigration"] = c => c };

    /// <summary>Brings a config of an older shape into the current one, and derives what the manifest derives from it.</summary>
    public PreparedConfig Prepare(JsonObject config)
    {
        var migrated = config.DeepClone().AsObject();
        foreach (var migration in Migrations) migration.Apply(migrated);
        var prepared = migrated.DeepClone().AsObject();
        foreach (var transformation in Transformations) transformation.Apply(prepared);
        return new(prepared, JsonNode.DeepEquals(config, migrated) ? null : migrated);
    }

    /// <exception cref="ConnectorException">The config breaks a rule of the manifest.</exception>
    public void Validate(JsonObject config)
    {
        foreach (var validator in Validators) validator.Validate(config);
    }

    private static SpecDefinition? Compile(Component c)
    {
        if (c["connection_specification"] is not JsonObject schema)
        {
            c.Error("connection_specification", "expected the JSON schema of the config");
            return null;
        }

        var rules = c.Child("config_normalization_rules", RuleKinds);
        return new(
            new(schema, c.Text("documentation_url"), Plain(c["advanced_auth"] as JsonObject)),
            [.. rules?.Children("config_migrations", MigrationKinds).SelectMany(m => m.Children("transformations", ConfigTransformations.Kinds)) ?? []],
            rules?.Children("transformations", ConfigTransformations.Kinds) ?? [],
            rules?.Children("validations", ConfigValidators.Kinds) ?? []);
    }

    /// <summary>A component as the protocol knows it: without what only the manifest needs.</summary>
    private static JsonObject? Plain(JsonObject? component)
    {
        if (component is null) return null;
        var plain = new JsonObject();
        foreach (var (name, value) in component)
        {
            if (name == TypePropagation.Parameters || name == "type" && value?.ToString() is "AuthFlow" or "OAuthConfigSpecification") continue;
            plain[name] = value is JsonObject nested && nested["type"]?.ToString() == "OAuthConfigSpecification" ? Plain(nested) : value?.DeepClone();
        }

        return plain;
    }
}
