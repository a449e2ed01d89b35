using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests;

/// <summary>A project of one test's own. No database is opened until something asks for one.</summary>
internal sealed class ProjectFolder : IDisposable
{
    public const string Settings = "name: shop\nversion: '1.0'\nprofile: shop\n";

    public const string Profiles = """
        shop:
          target: dev
          outputs:
            dev: {type: postgres, host: localhost, port: 5432, user: shop, password: shop, dbname: shop, schema: dev, threads: 4}
            prod: {type: postgres, host: localhost, port: 5432, user: shop, password: shop, dbname: shop_prod, schema: live}
        """;

    private readonly TemporaryFolder _folder = new("models");

    public ProjectFolder(string settings = Settings)
    {
        this["dbt_project.yml"] = settings;
        this["profiles.yml"] = Profiles;
    }

    public string Path => _folder.Path;

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string this[string file]
    {
        get => File.ReadAllText(_folder[file]);
        set
        {
            var path = _folder[file];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, value);
        }
    }

    public ProjectSet Load(LoadOptions? options = null, params (string Name, object? Value)[] vars) => ProjectLoader.Load(Path, options ?? new LoadOptions(), Invocation(vars));

    public Manifest Parse(params (string Name, object? Value)[] vars)
    {
        var projects = Load(null, vars);
        return ProjectParser.Parse(projects, Invocation(vars), AdapterFactory.Create(projects.Target));
    }

    /// <summary>Everything that is wrong, as <c>file:line: message fix</c>.</summary>
    public IReadOnlyList<string> Errors() => [.. Should.Throw<ProjectInvalidException>(() => Parse()).Errors.Select(error => error.ToString())];

    public void Dispose() => _folder.Dispose();

    private Invocation Invocation((string Name, object? Value)[] vars) =>
        new() { Vars = vars.ToDictionary(pair => pair.Name, pair => pair.Value), Environment = Environment };
}
