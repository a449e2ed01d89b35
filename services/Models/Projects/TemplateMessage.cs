namespace ControlPlane.Models.Projects;

public enum MessageLevel { Debug, Info, Warning, Print }

/// <summary>What a template says to the people who run it.</summary>
/// <param name="Node">Unique id of what was rendered, if any.</param>
public sealed record TemplateMessage(MessageLevel Level, string Text, string? Node);
