using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>A value that the manifest makes, as a rule out of the config, must keep a rule.</summary>
internal sealed record PredicateValidator(InterpolatedTree? Value, ValidateAdheresToSchema Strategy) : IConfigValidator
{
    public static PredicateValidator? Compile(Component c) =>
        c.Child("validation_strategy", ValidateAdheresToSchema.Kinds, required: true) is { } strategy ? new(c.Tree("value"), strategy) : null;

    public void Validate(JsonObject config) => Strategy.Validate(TemplateValues.ToJson(Value?.Evaluate(Scope.ForConfig(config))), "the value");
}
