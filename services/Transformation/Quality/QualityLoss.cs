using System.Text.Json;
using ControlPlane.Models.Quality.Scores;

namespace ControlPlane.Transformation.Quality;

/// <summary>A check or data test that cost a mart points.</summary>
/// <param name="Nodes">Unique ids of what it speaks of: the mart, or what it is built from.</param>
/// <param name="Points">Of 100.</param>
public sealed record QualityLoss(string Check, IReadOnlyList<string> Nodes, string Dimension, string Status, double Points)
{
    internal static JsonSerializerOptions Json { get; } = JsonSerializerOptions.Web;

    internal static QualityLoss Of(ScorePart part) => new(part.Name, part.Nodes, QualityWords.Of(part.Dimension), QualityWords.Of(part.Status), Math.Round(part.Lost, 2));
}
