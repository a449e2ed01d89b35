using ControlPlane.Templating;

namespace ControlPlane.Transformation.Compilation;

/// <summary>The variables of dbt's Jinja, for a model and for values in YAML.</summary>
internal sealed class TemplateContext
{
    private readonly Dictionary<string, object?> _shared;
    private readonly IReadOnlyDictionary<string, object?> _vars;

    public TemplateContext(Binding binding, IReadOnlyDictionary<string, object?> projectVars, string project)
    {
        var vars = new Dictionary<string, object?>(projectVars, StringComparer.Ordinal);
        foreach (var (name, value) in binding.Vars) vars[name] = value;
        _vars = vars;
        _shared = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["target"] = binding.Target.ToValue(),
            ["var"] = new VarValue(_vars),
            ["env_var"] = (TemplateFunction)(_ => throw new TemplateException("env_var is refused, since models must not see the server's environment; use var, and set it under models.vars of the spec")),
            ["log"] = (TemplateFunction)(_ => ""),
            ["print"] = (TemplateFunction)(_ => ""),
            ["project_name"] = project,
        };
    }

    /// <summary>For values in YAML.</summary>
    public IReadOnlyDictionary<string, object?> Shared => _shared;

    public Dictionary<string, object?> ForReferences(IReferences references) => new(_shared, StringComparer.Ordinal)
    {
        ["ref"] = (TemplateFunction)(arguments => Ref(references, arguments)),
        ["source"] = (TemplateFunction)(arguments => references.Source(arguments.Require<string>(0, "source_name"), arguments.Require<string>(1, "table_name"))),
    };

    /// <param name="execute">False while binding: whatever depends on the warehouse has no answer yet.</param>
    public Dictionary<string, object?> ForModel(string name, string file, RelationValue self, Dictionary<string, object?> config, IReferences references, bool execute)
    {
        var variables = ForReferences(references);
        variables["this"] = self;
        variables["config"] = new ConfigValue(config);
        variables["execute"] = execute;
        variables["is_incremental"] = (TemplateFunction)(_ => false);
        variables["model"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = name,
            ["resource_type"] = "model",
            ["unique_id"] = $"model.{_shared["project_name"]}.{name}",
            ["package_name"] = _shared["project_name"],
            ["original_file_path"] = file,
            ["config"] = config,
        };
        return variables;
    }

    private static object Ref(IReferences references, TemplateArguments arguments)
    {
        if (arguments.Named.Keys.Any(key => key is "v" or "version")) throw new TemplateException("ref with a version is not supported");
        return arguments.Positional.Count switch
        {
            1 => references.Ref(null, arguments.Require<string>(0, "model_name")),
            2 => references.Ref(arguments.Require<string>(0, "project_name"), arguments.Require<string>(1, "model_name")),
            _ => throw new TemplateException("ref takes a model's name, or a project's and a model's"),
        };
    }
}
