using ControlPlane.Testing;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Projects;
using ControlPlane.Warehouses.Postgres;

namespace ControlPlane.Transformation.Tests;

/// <summary>A project of one test's own, bound without a warehouse.</summary>
internal sealed class ProjectFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new("project");

    public ProjectFolder(string settings = SmallProjects.Settings) => this["dbt_project.yml"] = settings;

    public string Path => _folder.Path;

    public string this[string file]
    {
        set
        {
            var path = _folder[file];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, value);
        }
    }

    public BoundProject Bind(ProjectLoader? loader = null, params (string Name, object? Value)[] vars) => ProjectBinder.Bind((loader ?? new ProjectLoader()).Load(Path), new Binding
    {
        Target = new Target("dev", "ACME_DEV_RAW", "MARTS", "postgres", 2),
        Vars = vars.ToDictionary(pair => pair.Name, pair => pair.Value),
        Schemas = ["STAGING", "INTERMEDIATE", "MARTS"],
        MaxIdentifierBytes = 63,
        Quote = PostgresIdentifier.Quote,
    });

    /// <summary>The SQL of one model as published.</summary>
    public string Sql(string model, params (string Name, object? Value)[] vars) => Bind(null, vars).Compile(each => each.Published).Models[model].Sql;

    /// <summary>Everything that is wrong, as <c>file:line: message fix</c>.</summary>
    public IReadOnlyList<string> Errors() => [.. Should.Throw<ProjectInvalidException>(() => Bind()).Errors.Select(error => error.ToString())];

    public void Dispose() => _folder.Dispose();
}
