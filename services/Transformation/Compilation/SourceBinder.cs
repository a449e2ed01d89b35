using ControlPlane.Templating;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Compilation;

internal static class SourceBinder
{
    /// <summary>Source tables by <c>source.table</c>.</summary>
    public static IReadOnlyDictionary<string, SourceTable> Bind(Project project, Binding binding, TemplateContext context, ProjectErrors errors)
    {
        var tables = new Dictionary<string, SourceTable>(StringComparer.Ordinal);
        foreach (var declared in project.Sources)
        {
            try
            {
                var database = declared.Database is { } named ? Render(named, context) : binding.Target.Database;
                if (database != binding.Target.Database)
                    errors.Add(declared.Place, $"Source '{declared.Key}' is in database '{database}'.", "A tenant's models read its own database only: leave 'database' out.");
                tables[declared.Key] = new SourceTable(declared, new Relation(database, Render(declared.Schema, context), Render(declared.Identifier, context)));
            }
            catch (TemplateException exception)
            {
                errors.Add(declared.Place, $"Jinja in source '{declared.Key}': {exception.Problem}.", "Correct the template.");
            }
        }
        return tables;
    }

    private static string Render(string text, TemplateContext context) =>
        ModelTemplates.IsTemplate(text) ? Template.Parse(text, null, ModelTemplates.Options).Render(context.Shared) : text;
}
