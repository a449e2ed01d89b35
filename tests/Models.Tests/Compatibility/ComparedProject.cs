using System.Text.Json.Nodes;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Sessions;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Compatibility;

/// <summary>One of the projects, run by this engine as dbt Core was when the expected texts were recorded.</summary>
internal sealed class ComparedProject : IRunObserver, IDisposable
{
    private readonly TemporaryFolder _folder = new("compatibility");
    private readonly string _name;

    /// <param name="output">Of profiles.yml, on one line. The database has the name that was recorded.</param>
    /// <param name="transcript">The calls that build it, of the folder Expected.</param>
    public ComparedProject(string name, string output, string transcript, IEnumerable<string> seeds)
    {
        _name = name;
        var project = Path.Combine(AppContext.BaseDirectory, "Compatibility", "Projects", name);
        foreach (var file in Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories)) Copy(file, Path.GetRelativePath(project, file));
        foreach (var seed in seeds) Copy(seed, $"seeds/{Path.GetFileName(seed)}");
        File.WriteAllText(_folder["profiles.yml"], $"compatibility:\n  target: dev\n  outputs:\n    dev: {output}\n");
        Runs = Transcript.Of(Expected(transcript), Run);
        Directory.Delete(_folder["target/compiled"], recursive: true);
        using var session = Open(new Invocation { Command = "compile" });
        Run(session, DbtCall.Parse("compile"));
        session.WriteManifest(TimeProvider.System);
        Catalog.Read(session, CancellationToken.None).Write(session, null, TimeProvider.System);
        var freshness = DbtCall.Parse("freshness");
        var sources = session.Select(freshness.Selection, _ => { }).Where(id => FreshnessPromise.Has(session.Manifest.Sources[id])).ToList();
        SourcesFile.Write(_folder["target/sources.json"], session.Manifest.Invocation, Run(session, freshness, sources), TimeProvider.System);
        Lists = Transcript.Of(Expected("ls.txt"), call => session.Select(call.Selection, _ => { }).Order(StringComparer.Ordinal));
        Compiled = Directory.EnumerateFiles(_folder[$"target/compiled/{name}"], "*", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(_folder[$"target/compiled/{name}"], file), Text: File.ReadAllText(file)))
            .OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"==> {file.Path}\n{file.Text}\n").ToList();
    }

    /// <summary>What became of each node, call by call.</summary>
    public string Runs { get; }

    /// <summary>What each selection gives.</summary>
    public string Lists { get; }

    /// <summary>Each file below its name.</summary>
    public IReadOnlyList<string> Compiled { get; }

    public JsonObject Artifact(string name) => JsonNode.Parse(File.ReadAllText(_folder[$"target/{name}"]))!.AsObject();

    public string Expected(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Compatibility", "Expected", _name, file));

    public void On(RunEvent happened)
    {
    }

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Run(DbtCall call)
    {
        using var session = Open(call.Invocation);
        RunResultsFile.Write(session.TargetFolder, session.Manifest.Invocation, Run(session, call));
        return Artifact(RunResultsFile.Name)["results"]!.AsArray().OrderBy(result => result!["unique_id"]!.ToString(), StringComparer.Ordinal)
            .Select(result => $"{result!["status"]} {result["unique_id"]} {PlainJson.Of(result["failures"])} {PlainJson.Of(result["message"])}").ToList();
    }

    private RunResult Run(ProjectSession session, DbtCall call, IReadOnlyCollection<string>? selected = null) => session.Run(
        new() { Command = call.Runs, Selected = selected ?? session.Select(call.Selection, _ => { }), Threads = session.Projects.Target.Threads }, this, TimeProvider.System, CancellationToken.None);

    private ProjectSession Open(Invocation invocation) => ProjectSession.Open(_folder.Path, new LoadOptions { ProfilesFolder = _folder.Path }, invocation);

    private void Copy(string file, string relative)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[relative])!);
        File.Copy(file, _folder[relative]);
    }
}
