using ControlPlane.Transformation.Projects.Yaml;

namespace ControlPlane.Transformation.Projects.Tests;

/// <summary>A test as a property file declares it, not yet matched with what it tests.</summary>
/// <param name="Type"><c>not_null</c>, <c>unique</c>, <c>accepted_values</c> or <c>relationships</c>.</param>
/// <param name="Column">The column that it stands under; null at model level.</param>
public sealed record TestDeclaration(
    string Type, string? Name, ColumnProperties? Column, IReadOnlyDictionary<string, object?> Arguments, IReadOnlyDictionary<string, object?> Config, YamlPlace Place);
