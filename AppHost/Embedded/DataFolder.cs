using System.Security.Cryptography;
using ControlPlane.AppHost.CommandLine;

namespace ControlPlane.AppHost.Embedded;

/// <summary>All state of one machine's control plane in one folder, by default <c>.local</c>.</summary>
internal sealed class DataFolder(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    public string Postgres => Path.Combine(Root, "postgres");

    public string Lake => Path.Combine(Root, "lake");

    public string MasterKeyFile => Path.Combine(Root, "master.key");

    /// <summary>Where dbt Core works, in tenants that have chosen it.</summary>
    public string DbtRuns => Path.Combine(Root, "dbt-runs");

    /// <summary>Where landed files of a source are dropped.</summary>
    public string Landing(string tenant, string source) => Path.Combine(Root, "landing", tenant, source);

    /// <summary>The operator's token; made on first use, readable by its owner only.</summary>
    public string OperatorToken() => ReadOrCreate("operator.token", () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The port that something had last time, when it is still free; else 0. What refers to it then stays as it was.</summary>
    public int RememberedPort(string name) =>
        File.Exists(PortFile(name)) && int.TryParse(File.ReadAllText(PortFile(name)), out var port) ? FreePort.OrAny(port) : 0;

    public void RememberPort(string name, int port) => File.WriteAllText(PortFile(name), $"{port}");

    private string PortFile(string name) => Path.Combine(Root, $"{name}.port");

    private string ReadOrCreate(string name, Func<string> create)
    {
        var file = Path.Combine(Root, name);
        if (File.Exists(file)) return File.ReadAllText(file).Trim();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var value = create();
        // Written whole under another name first: a crash in between must not leave half a token.
        using (var writer = new StreamWriter($"{file}.new", options)) writer.Write(value);
        File.Move($"{file}.new", file);
        return value;
    }
}
