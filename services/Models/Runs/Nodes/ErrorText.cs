using System.Text.RegularExpressions;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>What went wrong with a node, as its author reads it: kind, node, file, the problem, and the line of the SQL or the template.</summary>
internal static partial class ErrorText
{
    public static string Of(Exception exception, GraphNode? node) => exception switch
    {
        AdapterException e => Text("Database", node, [.. DatabaseLines(e), .. BuildPath(node)]),
        TemplateException { InnerException: AdapterException e } => Text("Database", node, [.. DatabaseLines(e), .. BuildPath(node)]),
        TemplateException e => Text("Compilation", node, TemplateLines(e)),
        ProjectInvalidException e => Text("Parsing", node, e.Errors.SelectMany(error => error.ToString().Split('\n'))),
        RunException e => Text(e.Kind, node, e.Message.Split('\n')),
        OperationCanceledException => Text("Runtime", node, ["The run was cancelled."]),
        var e => Text("Runtime", node, e.Message.Split('\n')),
    };

    private static string Text(string kind, GraphNode? node, IEnumerable<string> lines)
    {
        var place = node is null ? "" : $" in {node.ResourceType.Name()} {node.Name} ({node.OriginalFilePath})";
        return string.Join('\n', lines.Select(line => $"  {line}").Prepend($"{kind} Error{place}"));
    }

    private static IEnumerable<string> DatabaseLines(AdapterException e)
    {
        var lines = e.Message.TrimEnd().Split('\n');
        foreach (var line in lines) yield return line;
        if (e.Line <= 0 || e.Sql is null || lines.Any(line => EngineLine().IsMatch(line))) yield break;
        var text = e.Sql.Split('\n').ElementAtOrDefault(e.Line - 1);
        if (text is not null) yield return $"LINE {e.Line}: {text.TrimEnd()}";
    }

    private static IEnumerable<string> BuildPath(GraphNode? node) => node is ManifestNode { BuildPath: { } path } ? [$"compiled code at {path}"] : [];

    private static IEnumerable<string> TemplateLines(TemplateException e)
    {
        foreach (var line in e.Problem.Split('\n')) yield return line;
        if (e.Line <= 0) yield break;
        yield return $"{(e.File is null ? "" : $"{e.File}, ")}line {e.Line}";
        if (e.OffendingText is not null) yield return $"  {e.OffendingText.Trim()}";
    }

    [GeneratedRegex(@"^LINE \d+:")]
    private static partial Regex EngineLine();
}
