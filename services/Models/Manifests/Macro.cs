using ControlPlane.Templating;

namespace ControlPlane.Models.Manifests;

/// <summary>A macro, generic test (<c>test_unique</c>) or materialization (<c>materialization_table_default</c>).</summary>
public sealed class Macro
{
    /// <summary><c>macro.package.name</c></summary>
    public required string UniqueId { get; init; }

    public required string Name { get; init; }

    public required string PackageName { get; init; }

    public required string Path { get; init; }

    public required string OriginalFilePath { get; init; }

    /// <summary>As written, block tags included.</summary>
    public required string Text { get; init; }

    public required MacroDefinition Definition { get; init; }

    public DependsOn DependsOn { get; } = new();

    public string Description { get; set; } = "";

    public Dictionary<string, object?> Meta { get; set; } = new(StringComparer.Ordinal);

    public Docs Docs { get; set; } = new();

    public string? PatchPath { get; set; }

    /// <summary>Mappings with name, type, description.</summary>
    public List<Dictionary<string, object?>> Arguments { get; set; } = [];

    public double CreatedAt { get; set; }

    /// <summary>Materializations only.</summary>
    public IReadOnlyList<string>? SupportedLanguages { get; init; }
}

/// <summary>A docs block.</summary>
public sealed record DocBlock(string UniqueId, string Name, string PackageName, string Path, string OriginalFilePath, string Contents);

public sealed class Group
{
    public required string UniqueId { get; init; }

    public required string Name { get; init; }

    public required string PackageName { get; init; }

    public required string Path { get; init; }

    public required string OriginalFilePath { get; init; }

    public required Dictionary<string, object?> Owner { get; init; }

    public string? Description { get; init; }

    public Dictionary<string, object?> Config { get; init; } = new(StringComparer.Ordinal);
}
