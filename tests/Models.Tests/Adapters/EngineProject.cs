using System.Collections.Concurrent;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Sessions;
using ControlPlane.Models.Tests.Adapters.Engines;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>A project with a database of its own, built as a command line would.</summary>
internal sealed class EngineProject : IDisposable
{
    private readonly ProjectFolder _folder;

    public EngineProject(IModelEngine engine, string settings = "")
    {
        _folder = new ProjectFolder($"{ProjectFolder.Settings}flags:\n  send_anonymous_usage_stats: false\n{settings}");
        _folder["profiles.yml"] = $"shop:\n  target: dev\n  outputs:\n    dev: {engine.NewTarget()}\n";
    }

    public string Path => _folder.Path;

    /// <summary>What was told while the last run ran.</summary>
    public List<RunEvent> Events { get; } = [];

    /// <summary>What its templates said.</summary>
    public ConcurrentQueue<string> Messages { get; } = [];

    public string this[string file]
    {
        get => _folder[file];
        set => _folder[file] = value;
    }

    /// <summary>Runs everything, or what is named, and expects that all of it succeeds.</summary>
    public RunResult Build(params string[] select)
    {
        var result = Run(RunCommand.Build, new Invocation(), select);
        result.Results.Where(one => one.Status is not (NodeStatus.Success or NodeStatus.Pass)).Select(one => $"{one.Node.Name}: {one.Message}").ShouldBeEmpty();
        return result;
    }

    public RunResult FullRefresh(params string[] select) => Run(RunCommand.Build, new Invocation { FullRefresh = true }, select);

    public RunResult Run(RunCommand command, Invocation? invocation = null, params string[] select)
    {
        Events.Clear();
        Messages.Clear();
        using var session = Open((invocation ?? new Invocation()) with { Messages = message => Messages.Enqueue(message.Text) });
        var selected = session.Select(new SelectionRequest { Select = select }, _ => { });
        return session.Run(new RunOptions { Command = command, Selected = selected, Threads = 4 }, new Recorder(Events), TimeProvider.System, CancellationToken.None);
    }

    public ProjectSession Open(Invocation invocation) => ProjectSession.Open(Path, new LoadOptions { ProfilesFolder = Path }, invocation);

    /// <summary>Rows of a query as text, values joined by bars.</summary>
    public IReadOnlyList<string> Query(string sql) => [.. Table(sql).Rows.Select(row => string.Join('|', row.Select(value => Templating.Values.PythonText.Str(value))))];

    public ResultTable Table(string sql)
    {
        using var adapter = Adapter();
        using var connection = adapter.Connect("test", CancellationToken.None);
        return connection.Execute(sql, fetch: true).Table;
    }

    public void Execute(string sql)
    {
        using var adapter = Adapter();
        using var connection = adapter.Connect("test", CancellationToken.None);
        connection.Execute(sql);
    }

    public IAdapter Adapter() => AdapterFactory.Create(ProjectLoader.Load(Path, new LoadOptions { ProfilesFolder = Path }, new Invocation()).Target);

    public void Dispose() => _folder.Dispose();

    private sealed class Recorder(List<RunEvent> events) : IRunObserver
    {
        public void On(RunEvent happened) => events.Add(happened);
    }
}
