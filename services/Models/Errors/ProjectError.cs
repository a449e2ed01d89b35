namespace ControlPlane.Models.Errors;

/// <summary>One thing that is wrong with a project: where, what, and how to put it right.</summary>
/// <param name="File">Relative to the project's folder, with forward slashes.</param>
/// <param name="Line">From 1; 0 when the whole file is meant.</param>
public sealed record ProjectError(string File, int Line, string Message, string Fix)
{
    /// <summary>Of a warning: the reference's name of it; null where the reference has none.</summary>
    public string? Name { get; init; }

    /// <summary><c>models/a.sql:3</c></summary>
    public string Place => Line > 0 ? $"{File}:{Line}" : File;

    public override string ToString() => $"{Place}: {Message} {Fix}";
}
