using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ControlPlane.Clients.DbtCore;
using ControlPlane.Contracts;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>
/// A folder for one attempt, which only this service's user may read: a copy of the blueprint, since dbt writes into projects, a profile, and what dbt leaves.
/// The password is in none of its files.
/// </summary>
/// <param name="root">Null: one of this service's user.</param>
internal sealed partial class DbtFolder(string? root, TenantId tenant, Guid attempt)
{
    private const string Profile = "control_plane";
    private const string PasswordVariable = "DBT_ENV_SECRET_PASSWORD";

    /// <summary>Schemas are those that the tenant's roles have: without a prefix, as our own engine has them.</summary>
    private const string SchemaMacro = """
        {% macro generate_schema_name(custom_schema_name, node) -%}
            {{ custom_schema_name | trim if custom_schema_name is not none else target.schema }}
        {%- endmacro %}
        """;

    private readonly PrivateFolder _root = PrivateFolder.At(root);
    private readonly string _tenant = tenant.ToString();
    private string? _project;

    private string Attempt => Path.Combine(_root.Path, _tenant, attempt.ToString());

    private string Target => Path.Combine(Attempt, "target");

    private string Profiles => Path.Combine(Attempt, "profiles");

    /// <summary>Names what an earlier process may have left here.</summary>
    public DbtInvocation Written => new() { Command = "build", ProjectDirectory = Attempt, TargetPath = Target };

    /// <summary>Packages that the blueprint names by their folders, and has not installed. Others must be installed in it: nothing is fetched from elsewhere.</summary>
    public bool HasPackages { get; private set; }

    /// <summary>Before anything in it is believed.</summary>
    /// <exception cref="Fault">It is somebody else's.</exception>
    public void Claim() => _root.Make();

    /// <summary>Begins anew.</summary>
    /// <exception cref="Fault">Rejected: the project leads out of its blueprint, by a path, a package or a link; or the folder is not this user's alone.</exception>
    public void Fill(string blueprints, TenantModels models, TargetProfile profile)
    {
        var source = ProjectFolder.Of(blueprints, models);
        var blueprint = Path.GetFullPath(Path.Combine(blueprints, models.Blueprint));
        var projects = Check(source, blueprint, models, profile);
        Delete();
        _root.Make(_tenant, attempt.ToString());
        var copy = Path.Combine(Attempt, "blueprint");
        try
        {
            Copy(blueprint, copy, blueprint);
        }
        catch (Fault)
        {
            Delete();
            throw;
        }
        _project = Path.GetFullPath(Path.Combine(copy, Path.GetRelativePath(blueprint, source)));
        HasPackages = (File.Exists(Path.Combine(_project, "packages.yml")) || File.Exists(Path.Combine(_project, "dependencies.yml"))) && !Directory.Exists(Path.Combine(_project, projects.Root.PackagesPath));
        PrivateFolder.Make(Profiles);
        File.WriteAllText(Path.Combine(Profiles, "profiles.yml"), ProfileText(profile));
        PlaceSchemas(_project, projects.Root.MacroPaths is [var first, ..] ? first : "macros");
    }

    public DbtInvocation Invocation(TenantModels models, TargetProfile profile) => new()
    {
        Command = "build",
        ProjectDirectory = _project!,
        ProfilesDirectory = Profiles,
        TargetPath = Target,
        Profile = Profile,
        Target = profile.TargetName,
        Threads = profile.Threads,
        Vars = models.Models.Vars.Count == 0 ? null : JsonSerializer.SerializeToNode(models.Models.Vars)!.AsObject(),
        Environment = new Dictionary<string, string> { ["DBT_LOG_PATH"] = Path.Combine(Attempt, "logs") },
        Secrets = profile.Settings.GetValueOrDefault("password") is string password ? new Dictionary<string, string> { [PasswordVariable] = password } : [],
    };

    public void Delete()
    {
        if (Directory.Exists(Attempt)) Directory.Delete(Attempt, recursive: true);
    }

    /// <summary>JSON is YAML, with quotes that end nowhere else.</summary>
    private static string ProfileText(TargetProfile profile)
    {
        var output = new JsonObject
        {
            ["type"] = "postgres",
            ["dbname"] = profile.Database,
            ["schema"] = profile.Schema,
            ["threads"] = profile.Threads,
            ["password"] = profile.Settings.ContainsKey("password") ? $"{{{{ env_var('{PasswordVariable}') }}}}" : "",
        };
        foreach (var (key, value) in profile.Settings)
            if (key != "password" && value is not null) output[key] = JsonSerializer.SerializeToNode(value);
        return new JsonObject { [Profile] = new JsonObject { ["target"] = profile.TargetName, ["outputs"] = new JsonObject { [profile.TargetName] = output } } }.ToJsonString(new() { WriteIndented = true });
    }

    /// <summary>As for our own engine: a blueprint's programs are dbt's, but what it reads and writes is its own.</summary>
    private static ProjectSet Check(string project, string blueprint, TenantModels models, TargetProfile profile)
    {
        try
        {
            var projects = ProjectLoader.Load(project, new() { TargetProfile = profile }, new() { Vars = SpecVars.Of(models.Models.Vars), Threads = profile.Threads });
            TenantRules.CheckFolders(projects, blueprint);
            return projects;
        }
        catch (ProjectInvalidException exception)
        {
            throw new Fault(FaultKind.Rejected, "ProjectInvalid", exception.Message, exception);
        }
    }

    /// <summary>A project that has its own way with schemas keeps it.</summary>
    private static void PlaceSchemas(string project, string macroPath)
    {
        if (Directory.EnumerateFiles(project, "*.sql", SearchOption.AllDirectories).Any(file => OwnMacro().IsMatch(File.ReadAllText(file)))) return;
        var macros = Path.Combine(project, macroPath);
        Directory.CreateDirectory(macros);
        File.WriteAllText(Path.Combine(macros, "control_plane_schemas.sql"), SchemaMacro);
    }

    private static void Copy(string from, string to, string blueprint)
    {
        PrivateFolder.Make(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var place = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is not null)
                throw new Fault(FaultKind.Rejected, "BlueprintLinks", $"{Path.GetRelativePath(blueprint, entry.FullName)} is a link, which dbt Core is not given: it may lead out of the blueprint. Copy what it leads to into the blueprint.");
            if (entry is DirectoryInfo) Copy(entry.FullName, place, blueprint);
            else File.Copy(entry.FullName, place);
        }
    }

    [GeneratedRegex(@"\{%-?\s*macro\s+generate_schema_name\s*\(")]
    private static partial Regex OwnMacro();
}
