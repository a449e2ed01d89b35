using ControlPlane.Templating;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Compilation;

/// <summary>Binds a parsed project to a tenant: renders each model once to learn its configuration and what it refers to.</summary>
public static class ProjectBinder
{
    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    public static BoundProject Bind(Project project, Binding binding)
    {
        var errors = new ProjectErrors();
        var context = new TemplateContext(binding, project.Vars, project.Name);
        var properties = project.Properties.ToDictionary(model => model.Name, StringComparer.Ordinal);
        var sources = SourceBinder.Bind(project, binding, context, errors);
        var rendered = project.Models.Select(file => Render(project, file, properties.GetValueOrDefault(file.Name), binding, context, errors)).ToList();
        var enabled = rendered.Where(model => model.Model.Config.Enabled).ToList();
        new ReferenceCheck(project.Name, [.. rendered.Select(model => model.Model)], sources, errors).Run(enabled);
        var models = ModelOrder.Sort([.. enabled.Select(model => model.Model)], out var cycles);
        foreach (var cycle in cycles)
            errors.Add(models.First(model => model.Name == cycle[0]).File.File, 0, $"Models depend on each other in a circle: {string.Join(" -> ", cycle)}.", "Remove one of these references.");
        CheckRelations(models, errors);
        var tests = BindTests(project, models, [.. rendered.Where(model => !model.Model.Config.Enabled).Select(model => model.Model.Name)], sources, binding, context, errors);
        errors.ThrowIfAny(project.Name);
        return new BoundProject { Project = project, Binding = binding, Models = models, Sources = sources, Tests = tests, Context = context };
    }

    private static (Model Model, CapturedReferences References) Render(
        Project project, ModelFile file, ModelProperties? properties, Binding binding, TemplateContext context, ProjectErrors errors)
    {
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal);
        var captured = new CapturedReferences();
        try
        {
            settings = Declared(project, file, properties, context, errors);
            var self = new Relation(binding.Target.Database, binding.Target.Schema, file.Name);
            file.Template.Render(context.ForModel(file.Name, file.File, new RelationValue(self, file.Name), settings, captured, execute: false));
        }
        catch (TemplateException exception)
        {
            errors.Add(file.File, exception);
        }
        var config = ModelConfigReader.Read(file, settings, binding, errors);
        return (new Model
        {
            File = file,
            Config = config,
            Published = new Relation(binding.Target.Database, config.Schema, config.Alias),
            DependsOn = [.. captured.Models.Where(reference => reference.Project is null || reference.Project == project.Name).Select(reference => reference.Model).Distinct(StringComparer.Ordinal)],
            Sources = [.. captured.Sources.Distinct(StringComparer.Ordinal)],
            Properties = properties,
            Settings = settings,
        }, captured);
    }

    /// <summary>The folder's settings with those of the property file on top; text may hold Jinja.</summary>
    private static Dictionary<string, object?> Declared(Project project, ModelFile file, ModelProperties? properties, TemplateContext context, ProjectErrors errors)
    {
        var settings = project.Configs.For([project.Name, .. file.Folders, file.Name]);
        if (properties is not null) ConfigMerge.Into(settings, properties.Config);
        foreach (var (key, value) in settings.ToList())
        {
            if (value is not string text || !ModelTemplates.IsTemplate(text)) continue;
            try
            {
                settings[key] = Template.Parse(text, ProjectFiles.SettingsFile, ModelTemplates.Options).Render(context.Shared);
            }
            catch (TemplateException exception)
            {
                errors.Add(ProjectFiles.SettingsFile, 0, $"'{key}' of model '{file.Name}': {exception.Problem}.", "Correct the template.");
            }
        }
        return settings;
    }

    private static void CheckRelations(IReadOnlyList<Model> models, ProjectErrors errors)
    {
        foreach (var group in models.Where(model => !model.IsEphemeral).GroupBy(model => model.Published).Where(group => group.Count() > 1))
            foreach (var again in group.Skip(1))
                errors.Add(again.File.File, 0, $"Models '{group.First().Name}' and '{again.Name}' would both be {group.Key.Schema}.{group.Key.Name}.", "Give one of them another alias or schema.");
    }

    private static List<DataTest> BindTests(
        Project project, IReadOnlyList<Model> models, HashSet<string> disabled, IReadOnlyDictionary<string, SourceTable> sources, Binding binding, TemplateContext context, ProjectErrors errors)
    {
        var byName = models.ToDictionary(model => model.Name, StringComparer.Ordinal);
        var binder = new TestBinder(binding, context, byName, sources, errors);
        var tests = sources.Values.SelectMany(source => binder.Bind(new TestSubject(null, source), source.Declaration.Tests)).ToList();
        foreach (var properties in project.Properties)
        {
            if (byName.TryGetValue(properties.Name, out var model)) tests.AddRange(binder.Bind(new TestSubject(model, null), properties.Tests));
            else if (properties.Tests.Count > 0 && !disabled.Contains(properties.Name))
                errors.Add(properties.Place, $"There are tests on model '{properties.Name}', which does not exist.", NearestNames.Advise(properties.Name, byName.Keys, "Add the model or remove the entry."));
        }
        return tests;
    }
}
