using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Sessions;

/// <summary>Calls one macro of a project: <c>run-operation</c>.</summary>
public sealed class MacroOperation(ProjectSession session, TimeProvider time)
{
    /// <param name="name"><c>grant_all</c> or <c>shop.grant_all</c></param>
    /// <returns>One result; its message is what went wrong, else null.</returns>
    /// <exception cref="RunException">There is no such macro.</exception>
    public RunResult Run(string name, IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var macro = Find(name);
        var started = time.GetUtcNow();
        using var worker = new Worker("main", session.Adapter, cancellationToken) { CommentsBehind = session.Comments.GoBehind };
        var error = Call(name, arguments, worker);
        var ended = time.GetUtcNow();
        var result = NodePass.ResultOf(Node(macro), new(error is null ? NodeStatus.Success : NodeStatus.Error, error) { Failures = error is null ? 0 : 1 }, worker.Name) with
        {
            Timing = [new("compile", started, started), new("execute", started, ended)], ExecutionSeconds = (ended - started).TotalSeconds,
        };
        return new([result], ended, (ended - started).TotalSeconds, cancellationToken.IsCancellationRequested);
    }

    private string? Call(string name, IReadOnlyDictionary<string, object?> arguments, Worker worker)
    {
        worker.UniqueId = name;
        worker.Comment = session.Comments.Of(null);
        using var stop = worker.CancellationToken.Register(() => worker.Cancel());
        try
        {
            session.Renderer.Call(name, worker.Connection, [], arguments);
            return null;
        }
        catch (Exception e) when (e is TemplateException or AdapterException or RunException or OperationCanceledException)
        {
            return ErrorText.Of(e, null);
        }
        finally
        {
            worker.Release();
        }
    }

    private Macro Find(string name)
    {
        var at = name.IndexOf('.', StringComparison.Ordinal);
        var (package, own) = at < 0 ? (null, name) : (name[..at], name[(at + 1)..]);
        var named = session.Manifest.Macros.Values.Where(macro => macro.Name == own && (package is null || macro.PackageName == package)).ToList();
        return named.Find(macro => macro.PackageName == session.Projects.Root.Name) ?? named.FirstOrDefault() ?? throw new RunException(
            $"dbt could not find a macro with the name '{own}' in {(package is null ? "any package" : $"the '{package}' package")}. "
            + NearestNames.Advise(own, session.Manifest.Macros.Values.Select(macro => macro.Name), "Check the spelling, and that 'deps' has run."), "Compilation");
    }

    private ManifestNode Node(Macro macro) => new()
    {
        ResourceType = ResourceType.Operation, UniqueId = macro.UniqueId, Name = macro.Name, PackageName = macro.PackageName, Path = "", OriginalFilePath = "",
        Fqn = macro.UniqueId.Split('.'), Alias = macro.Name, Database = session.Projects.Target.Database, Schema = session.Projects.Target.Schema,
    };
}
