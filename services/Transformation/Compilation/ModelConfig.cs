using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Compilation;

/// <param name="Schema">
/// Exactly the schema that the model is built in. Unlike dbt's default, <c>+schema: STAGING</c> does not mean
/// <c>{target.schema}_STAGING</c>: a tenant has its own database, so schemas need no prefix, and its roles can create in no other.
/// </param>
/// <param name="Alias">The relation's name; default the model's.</param>
public sealed record ModelConfig(Materialization Materialized, string Schema, string Alias, bool Enabled, IReadOnlyList<string> Tags);

public enum Materialization { View, Table, Ephemeral }

internal static class ModelConfigReader
{
    private static readonly string[] Known = ["view", "table", "ephemeral"];

    public static ModelConfig Read(ModelFile model, Dictionary<string, object?> settings, Binding binding, ProjectErrors errors)
    {
        var materialized = Text(settings, "materialized") ?? "view";
        if (!Known.Contains(materialized, StringComparer.Ordinal))
            errors.Add(model.File, LineOf(model, materialized), $"Unknown materialization '{materialized}'.", NearestNames.Advise(materialized, Known, "There are view, table and ephemeral."));
        var schema = Text(settings, "schema") ?? binding.Target.Schema;
        if (!binding.Schemas.Contains(schema, StringComparer.Ordinal))
            errors.Add(model.File, LineOf(model, schema), $"Models cannot be built in schema '{schema}'.", NearestNames.Advise(schema, binding.Schemas, $"Set +schema to {string.Join(", ", binding.Schemas)}."));
        var alias = Text(settings, "alias") ?? model.Name;
        if (ModelNames.Check(alias, binding.MaxIdentifierBytes) is var (message, fix)) errors.Add(model.File, LineOf(model, alias), message, fix);
        return new ModelConfig(
            materialized switch { "table" => Materialization.Table, "ephemeral" => Materialization.Ephemeral, _ => Materialization.View },
            schema, alias, settings.GetValueOrDefault("enabled") is not false, [.. ConfigMerge.Tags(settings.GetValueOrDefault("tags"))]);
    }

    private static string? Text(Dictionary<string, object?> settings, string key) => settings.GetValueOrDefault(key)?.ToString();

    /// <summary>Where the model itself says so; 0 when it comes from elsewhere.</summary>
    private static int LineOf(ModelFile model, string value)
    {
        var at = model.Text.IndexOf($"'{value}'", StringComparison.Ordinal);
        if (at < 0) at = model.Text.IndexOf($"\"{value}\"", StringComparison.Ordinal);
        return at < 0 ? 0 : model.Text.AsSpan(0, at).Count('\n') + 1;
    }
}
