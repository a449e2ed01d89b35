using System.Text.Json;

namespace ControlPlane.Transformation.Quality;

/// <summary>Names of the engine's as tables and the API have them: <c>null_share</c>.</summary>
internal static class QualityWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static T Read<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);
}
