using System.Security.Cryptography;
using System.Text;
using ControlPlane.Templating;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Compilation;

/// <summary>Renders bound models, each after what it depends on, and puts ephemeral ones into their readers as CTEs.</summary>
internal static class ProjectCompiler
{
    public static CompiledProject Compile(BoundProject bound, Func<Model, Relation> place)
    {
        var errors = new ProjectErrors();
        var ephemeral = new Dictionary<string, EphemeralModel>(StringComparer.Ordinal);
        var compiled = new Dictionary<string, CompiledModel>(StringComparer.Ordinal);
        foreach (var model in bound.Models)
        {
            var references = new PlacedReferences(bound, place, ephemeral);
            try
            {
                var relation = place(model);
                var variables = bound.Context.ForModel(
                    model.Name, model.File.File, Value(model.Published, bound.Binding), new Dictionary<string, object?>(model.Settings, StringComparer.Ordinal), references, execute: true);
                var body = model.File.Template.Render(variables);
                if (model.IsEphemeral) ephemeral[model.Name] = new EphemeralModel(body, references.Ephemeral);
                var sql = CommonTables.Prepend(body, references.Ephemeral, ephemeral);
                compiled[model.Name] = new CompiledModel(model, relation, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
            }
            catch (TemplateException exception)
            {
                errors.Add(model.File.File, exception);
            }
        }
        errors.ThrowIfAny(bound.Project.Name);
        return new CompiledProject(bound, compiled);
    }

    private static RelationValue Value(Relation relation, Binding binding) => new(relation, relation.Sql(binding.Quote));

    private sealed class PlacedReferences(BoundProject bound, Func<Model, Relation> place, Dictionary<string, EphemeralModel> ephemeral) : IReferences
    {
        private readonly List<string> _ephemeral = [];

        public IReadOnlyList<string> Ephemeral => _ephemeral;

        public object Ref(string? project, string model)
        {
            var referred = bound.Find(model) ?? throw new TemplateException($"unknown model '{model}'");
            if (!referred.IsEphemeral) return Value(place(referred), bound.Binding);
            if (!ephemeral.ContainsKey(model)) throw new TemplateException($"model '{model}' is referred to only when executing, so it is not known beforehand; refer to it outside of 'if execute' too");
            if (!_ephemeral.Contains(model)) _ephemeral.Add(model);
            return CommonTables.NameOf(model);
        }

        public object Source(string source, string table) =>
            bound.Sources.TryGetValue($"{source}.{table}", out var found) ? Value(found.Relation, bound.Binding) : throw new TemplateException($"unknown source '{source}.{table}'");
    }
}
