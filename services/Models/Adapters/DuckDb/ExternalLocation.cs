using System.Text.RegularExpressions;
using ControlPlane.DuckDb;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>Where a source's rows are, with the source's own values in it: <c>{name}</c>, <c>%(name)s</c> or <c>$name</c>, as its <c>formatter</c> says.</summary>
internal static partial class ExternalLocation
{
    /// <summary>Null for a source that is a table.</summary>
    /// <param name="folders">Where files may be; null for anywhere.</param>
    /// <exception cref="ProjectInvalidException">It is elsewhere, or names what the source does not have.</exception>
    public static string? Of(SourceDefinition source, LakeFolders? folders)
    {
        var values = Values(source);
        if (values.GetValueOrDefault("external_location") is not string template) return null;
        var location = values.GetValueOrDefault("formatter") switch
        {
            "oldstyle" => Percent().Replace(template, match => Value(source, values, match.Groups[1].Value)),
            "template" => Dollar().Replace(template, match => Value(source, values, match.Groups[1].Value)),
            _ => Brace().Replace(template, match => Value(source, values, match.Groups[1].Value)).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal),
        };
        var isSql = location.Contains('(', StringComparison.Ordinal) || location.StartsWith('\'');
        try
        {
            return isSql ? folders?.ReadCall(location) ?? location : DuckDbIdentifier.Literal(folders?.Read(location) ?? location);
        }
        catch (AdapterException exception)
        {
            throw new ProjectInvalidException(source.PackageName, [new ProjectError(source.OriginalFilePath, source.Line, $"Source {source.SearchName}: {exception.Message}", "Correct its external_location.")]);
        }
    }

    private static Dictionary<string, object?> Values(SourceDefinition source)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = source.Name,
            ["identifier"] = source.Identifier,
            ["schema"] = source.Schema,
            ["database"] = source.Database,
            ["tags"] = new List<object?>(source.Tags),
        };
        foreach (var more in new IReadOnlyDictionary<string, object?>[] { source.SourceMeta, source.Meta, source.Config.Map("meta"), source.Config.Values })
            foreach (var (key, value) in more)
                if (value is not null && key is not ("meta" or "tags")) values[key] = value;
        return values;
    }

    private static string Value(SourceDefinition source, Dictionary<string, object?> values, string name) => values.TryGetValue(name, out var value)
        ? PythonText.Str(value)
        : throw new ProjectInvalidException(source.PackageName, [new ProjectError(source.OriginalFilePath, source.Line, $"Source {source.SearchName}: external_location uses '{name}', which the source does not have.", "Add it to the source's meta, or take it out.")]);

    [GeneratedRegex(@"(?<!\{)\{(\w+)\}(?!\})")]
    private static partial Regex Brace();

    [GeneratedRegex(@"%\((\w+)\)s")]
    private static partial Regex Percent();

    [GeneratedRegex(@"\$\{?(\w+)\}?")]
    private static partial Regex Dollar();
}
