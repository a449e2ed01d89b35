using ControlPlane.Models.Jinja;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Projects.Yaml;
using ControlPlane.Templating;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>
/// Renders the templates in an entry of a property file, save those that have a meaning later: descriptions (docs blocks), tests (refs in their
/// arguments), hooks, queries of freshness.
/// </summary>
internal sealed class PropertyRendering(IYamlRenderer renderer)
{
    /// <summary>The same mapping where nothing in it is a template.</summary>
    public YamlMap Render(YamlMap entry, string section, PropertyFile file) => (YamlMap)Value(entry, new List<string>(), section, file, entry.Line)!;

    private object? Value(object? value, List<string> path, string section, PropertyFile file, int line)
    {
        switch (value)
        {
            case string text:
                return !IsRendered(path, section) ? text : ConfigRendering.HasTemplate(text) ? Text(text, path, section, file, line) : JinjaOptions.WithoutTags(text);
            case List<object?> list:
                List<object?>? items = null;
                for (var i = 0; i < list.Count; i++)
                {
                    path.Add("");
                    var item = Value(list[i], path, section, file, line);
                    path.RemoveAt(path.Count - 1);
                    if (ReferenceEquals(item, list[i])) continue;
                    items ??= [.. list];
                    items[i] = item;
                }
                return items ?? list;
            case YamlMap map:
                YamlMap? copy = null;
                foreach (var (key, child) in map)
                {
                    path.Add(key);
                    var rendered = Value(child, path, section, file, map.LineOf(key));
                    path.RemoveAt(path.Count - 1);
                    if (ReferenceEquals(rendered, child)) continue;
                    copy ??= Copy(map);
                    copy[key] = rendered;
                }
                return copy ?? map;
            default:
                return value;
        }
    }

    private object? Text(string text, List<string> path, string section, PropertyFile file, int line)
    {
        try
        {
            return section == "sources" && path is ["schema" or "database"] ? Place(text, file) : renderer.Render(text, file.Scope, file.Path);
        }
        catch (TemplateException exception)
        {
            file.Fail(line, $"'{path.LastOrDefault(part => part.Length > 0)}' cannot be rendered: {exception.Problem.TrimEnd('.')}.", "Correct the template, or give what it asks for.");
            return text;
        }
    }

    /// <summary>Where a source is may follow from where the target is, as names of nodes do.</summary>
    private object? Place(string text, PropertyFile file)
    {
        var inputs = new RenderInputs();
        var value = renderer.Render(text, file.Scope with { Inputs = inputs }, file.Path);
        inputs.Place = false;
        file.Scope.Inputs.Add(inputs);
        return value;
    }

    private static YamlMap Copy(YamlMap map)
    {
        var copy = new YamlMap { Line = map.Line };
        foreach (var (key, value) in map) copy.Put(key, value, map.LineOf(key));
        return copy;
    }

    private static bool IsRendered(List<string> path, string section) => section switch
    {
        "sources" => path[0] is not ("description" or "loaded_at_query")
            && !(path.Count >= 2 && path[0] == "config" && path[1] == "loaded_at_query")
            && !(path[0] == "tables" && IsLater(path, 2)),
        "macros" => !IsLater(path, path[0] == "arguments" ? 1 : 0),
        // Filters hold templates of the tool that makes the queries.
        "metrics" => path[^1] != "filter" && !(path.Count > 1 && path[^2] == "filter") && !IsLater(path, 0),
        "saved_queries" => !(path is ["query_params", "where", ..]) && !IsLater(path, 0),
        _ => !IsLater(path, 0),
    };

    /// <param name="from">Where in the path the entry of nodes begins: sources hold tables, which hold what models do.</param>
    private static bool IsLater(List<string> path, int from)
    {
        var length = path.Count - from;
        if (length < 1) return false;
        var first = path[from];
        if (IsLaterKey(first) || (length == 2 && IsLaterKey(path[from + 1]))) return true;
        if (length >= 2 && first == "config" && path[from + 1] is "pre_hook" or "post_hook" or "loaded_at_query") return true;
        if (length == 5 && path[from + 4] == "description") return true;
        return length >= 3 && first is "columns" or "dimensions" or "measures" or "entities" && path[from + 2] is "tests" or "data_tests" or "description";
    }

    private static bool IsLaterKey(string key) => key is "tests" or "data_tests" or "description" or "loaded_at_query";
}
