using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs.External;

/// <summary>An executable that takes the place of dbt Core.</summary>
internal sealed class ScriptedDbt : IDisposable
{
    private readonly TemporaryFolder _folder = new("scripted dbt");

    public ScriptedDbt(string behaviour = "building")
    {
        Behaviour = behaviour;
        using (var source = typeof(ScriptedDbt).Assembly.GetManifestResourceStream("dbt.sh")!)
        using (var target = File.Create(Executable)) source.CopyTo(target);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Executable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Executable => _folder["dbt"];

    public string Work => _folder["work"];

    public string Behaviour
    {
        set => File.WriteAllText(_folder["behaviour.txt"], value);
    }

    /// <summary>How often a build was begun.</summary>
    public int Starts => File.Exists(_folder["started.txt"]) ? File.ReadAllLines(_folder["started.txt"]).Length : 0;

    public string this[string file] => File.Exists(_folder[file]) ? File.ReadAllText(_folder[file]) : "";

    public void Ends(int exitCode, string results)
    {
        File.WriteAllText(_folder["exit.txt"], $"{exitCode}");
        File.WriteAllText(_folder["run_results.json"], results);
        File.WriteAllText(_folder["manifest.json"], RunResultsJson.Manifest());
    }

    public void Dispose() => _folder.Dispose();
}
