using System.Text.Json;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Runs.Sessions;

/// <summary>What each statement of a run says of itself to the engine: the project's <c>query-comment</c>, else who runs it and for which node, as JSON.</summary>
internal sealed class QueryComments(RuntimeRenderer renderer)
{
    private const string Key = "comment";

    /// <summary>Whether the project wants them behind its statements.</summary>
    public bool GoBehind => renderer.Manifest.Projects.Root.QueryComment.GetValueOrDefault("append") is true;

    /// <summary>Null when the project wants none.</summary>
    /// <exception cref="RunException">The project's comment would end where it must not.</exception>
    /// <exception cref="Templating.TemplateException">The project's comment is no valid template.</exception>
    public string? Of(GraphNode? node)
    {
        var connection = node?.UniqueId ?? "master";
        if (!renderer.Manifest.Projects.Root.QueryComment.TryGetValue(Key, out var written)) return Default(node, connection);
        if (written is not string { Length: > 0 } text) return null;
        var names = new Dictionary<string, object?>(StringComparer.Ordinal) { ["connection_name"] = connection, ["node"] = node is null ? null : new DictValue(NodeValues.Of(node)) };
        var comment = renderer.Comment($"{{%- macro query_comment_macro(connection_name, node) -%}}\n{text}\n{{% endmacro %}}{{{{ query_comment_macro(connection_name, node) }}}}", names).Trim();
        if (comment.Contains("*/", StringComparison.Ordinal)) throw new RunException($"query comment contains illegal value \"*/\": {comment}");
        return comment.Length == 0 ? null : comment;
    }

    private string Default(GraphNode? node, string connection)
    {
        var target = renderer.Manifest.Projects.Target;
        return $"{{\"app\": \"dbt\", \"dbt_version\": \"{ArtifactMetadata.DbtVersion}\", \"profile_name\": {Text(target.ProfileName)}, \"target_name\": {Text(target.TargetName)}, "
            + (node is null ? $"\"connection_name\": {Text(connection)}}}" : $"\"node_id\": {Text(node.UniqueId)}}}");
    }

    private static string Text(string text) => IsPlain(text) ? $"\"{text}\"" : $"\"{JsonEncodedText.Encode(text)}\"";

    private static bool IsPlain(string text)
    {
        foreach (var each in text) if (!char.IsAsciiLetterOrDigit(each) && each is not ('_' or '.' or '-')) return false;
        return true;
    }
}
