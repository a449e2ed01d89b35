using ControlPlane.Templating;
using ControlPlane.Transformation.Projects.Tests;
using ControlPlane.Transformation.Projects.Yaml;

namespace ControlPlane.Transformation.Projects;

/// <summary>
/// A dbt-layout project as its files declare it: parsed once for all tenants and immutable. Which schema a model gets, what it refers
/// to and what its SQL is depends on the tenant and is found by binding it.
/// </summary>
public sealed record Project
{
    public required string Name { get; init; }

    /// <summary>SHA-256 over paths and contents of all files, in hexadecimal.</summary>
    public required string Hash { get; init; }

    public required IReadOnlyDictionary<string, object?> Vars { get; init; }

    public required ConfigTree Configs { get; init; }

    /// <summary>By file, in order.</summary>
    public required IReadOnlyList<ModelFile> Models { get; init; }

    public required IReadOnlyList<ModelProperties> Properties { get; init; }

    public required IReadOnlyList<SourceDeclaration> Sources { get; init; }
}

/// <summary>One <c>.sql</c> file.</summary>
/// <param name="File">Relative to the project's folder.</param>
/// <param name="Folders">Below the model path: what <c>models:</c> in <c>dbt_project.yml</c> is matched against.</param>
public sealed record ModelFile(string Name, string File, IReadOnlyList<string> Folders, string Text, Template Template);

/// <summary>What a property file says about a model.</summary>
public sealed record ModelProperties(
    string Name, YamlPlace Place, string? Description, IReadOnlyList<ColumnProperties> Columns, IReadOnlyList<TestDeclaration> Tests, IReadOnlyDictionary<string, object?> Config);

/// <param name="Quote">Whether statements quote the name.</param>
public sealed record ColumnProperties(string Name, string? Description, string? DataType, bool Quote);

/// <summary>One table of a source; database, schema and identifier may hold Jinja.</summary>
public sealed record SourceDeclaration(
    string Source, string Table, YamlPlace Place, string? Database, string Schema, string Identifier, string? Description, IReadOnlyList<ColumnProperties> Columns, IReadOnlyList<TestDeclaration> Tests)
{
    /// <summary><c>source.table</c></summary>
    public string Key => $"{Source}.{Table}";
}
