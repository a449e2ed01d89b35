using System.Text.Json;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Preparation;

/// <summary>The statements of on-run-start and on-run-end: packages' first, by name, then the project's own. One that fails skips those after it.</summary>
internal sealed class ProjectHooks(RunContext run)
{
    public const string Start = "on-run-start";
    public const string End = "on-run-end";

    public bool Any(string kind) => Of(kind).Count > 0;

    public IReadOnlyList<NodeResult> Run(string kind, Worker worker, IReadOnlyDictionary<string, object?> names)
    {
        var hooks = Of(kind);
        var results = new List<NodeResult>();
        if (hooks.Count == 0) return results;
        if (kind == End) run.Observer.On(new HooksPassed(AtEnd: true));
        for (var i = 0; i < hooks.Count; i++)
        {
            var name = $"{hooks[i].PackageName}.{kind}.{i}";
            var failed = results.Any(result => result.Status == NodeStatus.Error);
            var result = failed ? Skipped(hooks[i], name) : Run(hooks[i], name, i + 1, hooks.Count, worker, names);
            results.Add(result);
            run.Observer.On(new HookFinished(result, name, i + 1, hooks.Count));
        }
        if (kind == Start) run.Observer.On(new HooksPassed(AtEnd: false));
        return results;
    }

    private List<ManifestNode> Of(string kind) =>
    [
        .. run.Manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Operation && node.Tags.Contains(kind))
            .OrderBy(node => node.PackageName == run.Manifest.Projects.Root.Name).ThenBy(node => node.PackageName, StringComparer.Ordinal).ThenBy(node => node.Index),
    ];

    private NodeResult Run(ManifestNode hook, string name, int index, int total, Worker worker, IReadOnlyDictionary<string, object?> names)
    {
        var compileStart = run.Time.GetUtcNow();
        // A hook whose template is wrong ends the run, as a hook is the project's and no node's.
        worker.Comment = run.Options.Comment?.Invoke(hook);
        var sql = Statement(Compile(hook, worker, names));
        var executeStart = run.Time.GetUtcNow();
        run.Observer.On(new HookStarted(hook, name, index, total));
        var error = Execute(sql, worker);
        var ended = run.Time.GetUtcNow();
        return Result(hook, error is null ? NodeStatus.Success : NodeStatus.Error, error is null ? $"{name} passed" : $"{name} failed, error:\n {error}") with
        {
            Timing = [new("compile", compileStart, executeStart), new("execute", executeStart, ended)], ExecutionSeconds = (ended - compileStart).TotalSeconds,
            Failures = error is null ? 0 : 1,
        };
    }

    private string Compile(ManifestNode hook, Worker worker, IReadOnlyDictionary<string, object?> names)
    {
        try
        {
            hook.CompiledCode = run.Renderer.Render(hook.RawCode, hook, worker.Connection, names);
        }
        catch (Exception e) when (e is Templating.TemplateException or AdapterException)
        {
            throw new RunException(ErrorText.Of(e, hook), "Compilation", e);
        }
        finally
        {
            worker.Release();
        }
        hook.IsCompiled = true;
        run.Target.WriteCompiled(hook);
        return hook.CompiledCode;
    }

    private static string? Execute(string sql, Worker worker)
    {
        if (string.IsNullOrWhiteSpace(sql)) return null;
        try
        {
            worker.Connection.Execute(sql);
            if (worker.Connection.InTransaction) worker.Connection.Commit();
            return null;
        }
        catch (AdapterException e)
        {
            worker.Release();
            return e.Message;
        }
    }

    /// <summary>A hook may be written as JSON: <c>{"sql": "...", "transaction": false}</c>.</summary>
    private static string Statement(string text)
    {
        if (!text.TrimStart().StartsWith('{')) return text;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("sql", out var sql) ? sql.GetString() ?? "" : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static NodeResult Skipped(ManifestNode hook, string name) => Result(hook, NodeStatus.Skipped, $"{name} skipped") with { Failures = 1 };

    private static NodeResult Result(ManifestNode hook, NodeStatus status, string message) => NodePass.ResultOf(hook, new(status, message), "main");
}
