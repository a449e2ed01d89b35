using ControlPlane.Templating;

namespace ControlPlane.Models.Manifests;

/// <summary>A macro, generic test (<c>test_unique</c>) or materialization (<c>materialization_table_default</c>).</summary>
public sealed class Macro
{
    private readonly Lazy<MacroDefinition> _definition = new(() => throw new InvalidOperationException("The macro was made without a definition."));
    private Lazy<DependsOn> _dependsOn = new(() => new DependsOn());

    /// <summary><c>macro.package.name</c></summary>
    public required string UniqueId { get; init; }

    public required string Name { get; init; }

    public required string PackageName { get; init; }

    public required string Path { get; init; }

    public required string OriginalFilePath { get; init; }

    /// <summary>As written, block tags included.</summary>
    public required string Text { get; init; }

    /// <summary>Of the engine's own macros only those that are called are ever parsed.</summary>
    public MacroDefinition Definition { get => _definition.Value; init => _definition = new Lazy<MacroDefinition>(value); }

    /// <summary>Found when first asked for.</summary>
    public DependsOn DependsOn => _dependsOn.Value;

    public string Description { get; set; } = "";

    public Dictionary<string, object?> Meta { get; set; } = new(StringComparer.Ordinal);

    public Docs Docs { get; set; } = new();

    public string? PatchPath { get; set; }

    /// <summary>Mappings with name, type, description.</summary>
    public List<Dictionary<string, object?>> Arguments { get; set; } = [];

    public double CreatedAt { get; set; }

    /// <summary>Materializations only.</summary>
    public IReadOnlyList<string>? SupportedLanguages { get; init; }

    internal Lazy<MacroDefinition> LateDefinition { init => _definition = value; }

    internal void LinkWith(Func<DependsOn> link) => _dependsOn = new Lazy<DependsOn>(link);
}

/// <summary>A docs block.</summary>
public sealed record DocBlock(string UniqueId, string Name, string PackageName, string Path, string OriginalFilePath, string Contents, int Line = 0);

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
