using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ControlPlane.Clients.DbtCore;
using ControlPlane.Contracts;
using ControlPlane.Models.Projects;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>
/// A folder for one attempt, which only this service's user may read: a copy of the blueprint, since dbt writes into projects, a profile, and what dbt leaves.
/// The password is in none of its files.
/// </summary>
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

    private readonly string _folder = Path.Combine(root ?? Path.Combine(Path.GetTempPath(), "controlplane-dbt"), tenant.ToString(), attempt.ToString());
    private string? _project;

    private string Target => Path.Combine(_folder, "target");

    private string Profiles => Path.Combine(_folder, "profiles");

    /// <summary>Names what an earlier process may have left here.</summary>
    public DbtInvocation Written => new() { Command = "build", ProjectDirectory = _folder, TargetPath = Target };

    public bool HasPackages => File.Exists(Path.Combine(_project!, "packages.yml")) || File.Exists(Path.Combine(_project!, "dependencies.yml"));

    /// <summary>Begins anew.</summary>
    public void Fill(string blueprints, TenantModels models, TargetProfile profile)
    {
        Delete();
        Make(_folder);
        var source = ProjectFolder.Of(blueprints, models);
        var blueprint = Path.GetFullPath(Path.Combine(blueprints, models.Blueprint));
        var copy = Path.Combine(_folder, "blueprint");
        Copy(blueprint, copy);
        _project = Path.GetFullPath(Path.Combine(copy, Path.GetRelativePath(blueprint, source)));
        Make(Profiles);
        File.WriteAllText(Path.Combine(Profiles, "profiles.yml"), ProfileText(profile));
        PlaceSchemas(_project);
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
        Environment = new Dictionary<string, string> { ["DBT_LOG_PATH"] = Path.Combine(_folder, "logs") },
        Secrets = profile.Settings.GetValueOrDefault("password") is string password ? new Dictionary<string, string> { [PasswordVariable] = password } : [],
    };

    public void Delete()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
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

    /// <summary>A project that has its own way with schemas keeps it.</summary>
    private static void PlaceSchemas(string project)
    {
        if (Directory.EnumerateFiles(project, "*.sql", SearchOption.AllDirectories).Any(file => OwnMacro().IsMatch(File.ReadAllText(file)))) return;
        var settings = Path.Combine(project, "dbt_project.yml");
        var macros = Path.Combine(project, File.Exists(settings) && MacroPath().Match(File.ReadAllText(settings)) is { Success: true } match ? match.Groups[1].Value.Trim() : "macros");
        Directory.CreateDirectory(macros);
        File.WriteAllText(Path.Combine(macros, "control_plane_schemas.sql"), SchemaMacro);
    }

    private static void Copy(string from, string to)
    {
        Make(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [GeneratedRegex(@"\{%-?\s*macro\s+generate_schema_name\s*\(")]
    private static partial Regex OwnMacro();

    [GeneratedRegex(@"^macro-paths:\s*(?:\[\s*|\r?\n\s*-\s*)[""']?([^""'\],\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex MacroPath();
}
