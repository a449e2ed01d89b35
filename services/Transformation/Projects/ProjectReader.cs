using ControlPlane.Templating;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Projects.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ControlPlane.Transformation.Projects;

/// <summary>Parses the files of a project; nothing here depends on a tenant.</summary>
internal static class ProjectReader
{
    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    public static Project Read(ProjectFiles files)
    {
        var errors = new ProjectErrors();
        var name = files.Settings.Find("name").Text() ?? "";
        if (name.Length == 0) errors.Add(ProjectFiles.SettingsFile, 1, "The project has no name.", "Add 'name:'.");
        var properties = files.Properties.Select(file => (file.File, Root: YamlFile.Read(file.File, file.Text, errors))).Where(file => file.Root is not null).ToList();
        var project = new Project
        {
            Name = name,
            Hash = files.Hash,
            Vars = Guarded(ProjectFiles.SettingsFile, errors, () => Vars(files.Settings, name)) ?? [],
            Configs = Guarded(ProjectFiles.SettingsFile, errors, () => ConfigTree.Read(ProjectFiles.SettingsFile, files.Settings.Find("models") as YamlMappingNode, errors)) ?? new ConfigTree(),
            Models = [.. files.Models.Select(file => Parse(file, errors)).OfType<ModelFile>()],
            Properties = [.. properties.SelectMany(file => Guarded(file.File, errors, () => PropertyReader.Models(file.File, file.Root!, errors).ToList()) ?? [])],
            Sources = [.. properties.SelectMany(file => Guarded(file.File, errors, () => PropertyReader.Sources(file.File, file.Root!, errors).ToList()) ?? [])],
        };
        CheckDuplicates(project, errors);
        errors.ThrowIfAny(name);
        return project;
    }

    private static ModelFile? Parse(ProjectText file, ProjectErrors errors)
    {
        var name = Path.GetFileNameWithoutExtension(file.File);
        if (ModelNames.Check(name, int.MaxValue) is var (message, fix)) errors.Add(file.File, 0, message, fix);
        try
        {
            return new ModelFile(name, file.File, [.. file.Below.Split('/')[..^1]], file.Text, Template.Parse(file.Text, file.File, ModelTemplates.Options));
        }
        catch (TemplateException exception)
        {
            errors.Add(file.File, exception);
            return null;
        }
    }

    /// <summary>Global variables, with those of the project's own section on top.</summary>
    private static Dictionary<string, object?> Vars(YamlMappingNode settings, string project)
    {
        var vars = new Dictionary<string, object?>(StringComparer.Ordinal);
        var all = settings.Find("vars") as YamlMappingNode;
        foreach (var (key, value) in all?.Entries() ?? []) vars[key] = value.Value();
        if (all?.Find(project) is YamlMappingNode own)
            foreach (var (key, value) in own.Entries()) vars[key] = value.Value();
        return vars;
    }

    private static void CheckDuplicates(Project project, ProjectErrors errors)
    {
        foreach (var group in project.Models.GroupBy(model => model.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            foreach (var model in group.Skip(1)) errors.Add(model.File, 0, $"Model '{model.Name}' is also {group.First().File}.", "Model names are unique in a project: rename one of the files.");
        foreach (var group in project.Properties.GroupBy(model => model.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            foreach (var again in group.Skip(1)) errors.Add(again.Place, $"Model '{again.Name}' is described a second time; the first is {group.First().Place.File}:{group.First().Place.Line}.", "Keep one of the two.");
        foreach (var group in project.Sources.GroupBy(table => table.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
            foreach (var again in group.Skip(1)) errors.Add(again.Place, $"Source table '{again.Key}' is declared a second time.", "Keep one of the two.");
    }

    private static T? Guarded<T>(string file, ProjectErrors errors, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (YamlException exception)
        {
            errors.Add(file, (int)exception.Start.Line, $"Invalid YAML: {exception.Message}.", "Simplify this part.");
            return null;
        }
    }
}
