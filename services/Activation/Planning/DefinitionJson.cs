using System.Text.Json;

namespace ControlPlane.Activation.Planning;

/// <summary>A definition as it is kept with the run that it was planned for: a later change of the blueprint is for later runs.</summary>
internal static class DefinitionJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static string Write<T>(T definition) => JsonSerializer.Serialize(definition, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
