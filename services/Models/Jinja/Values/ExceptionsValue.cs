using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>exceptions</c>: how templates fail and warn.</summary>
internal sealed class ExceptionsValue(RenderContext context) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value)
    {
        TemplateFunction? function = name switch
        {
            "warn" => Warn,
            "warn_snapshot_timestamp_data_types" => arguments => Warn(
                $"Data type of snapshot table timestamp columns ({Text(arguments, 0, "snapshot_time_data_type")}) doesn't match derived column 'updated_at' "
                + $"({Text(arguments, 1, "updated_at_data_type")}). Please update snapshot config 'updated_at'."),
            "raise_compiler_error" or "raise_database_error" or "raise_not_implemented" or "raise_dependency_error" or "raise_fail_fast_error" or "raise_cache_inconsistent" =>
                arguments => throw new TemplateException(Text(arguments, 0, name == "raise_cache_inconsistent" ? "message" : "msg")),
            "missing_config" => arguments => throw new TemplateException(
                $"Model '{context.Node?.UniqueId}' does not define a required config parameter '{Text(arguments, 1, "name")}'."),
            "missing_materialization" => arguments => throw new TemplateException(
                $"No materialization '{context.Node?.Config.Materialized}' was found for adapter {Text(arguments, 1, "adapter_type")}!"),
            "missing_relation" => arguments => throw new TemplateException($"Relation {Text(arguments, 0, "relation")} not found!"),
            "relation_wrong_type" => arguments => throw WrongType(arguments),
            "column_type_missing" => arguments => throw new TemplateException(
                "Contracted models require data_type to be defined for each column. Please ensure that the column name and data_type are defined within the YAML configuration "
                + $"for the {Text(arguments, 0, "column_names")} column(s)."),
            "raise_contract_error" => arguments => throw new TemplateException(ContractMismatch.Describe(arguments[0, "yaml_columns"], arguments[1, "sql_columns"])),
            "raise_ambiguous_alias" or "raise_ambiguous_catalog_match" or "raise_dataclass_not_dict" or "raise_dep_not_found" or "raise_duplicate_patch_name"
                or "raise_duplicate_resource_name" or "raise_invalid_property_yml_version" =>
                arguments => throw new TemplateException($"{name}({string.Join(", ", arguments.Positional.Select(PythonText.Str))})"),
            _ => null,
        };
        value = function;
        return function is not null;
    }

    private object? Warn(TemplateArguments arguments) => Warn(Text(arguments, 0, "msg"));

    private string Warn(string message)
    {
        if (context.Project.Invocation.IsError("JinjaLogWarning"))
            throw new TemplateException(message);
        context.Project.Invocation.Messages?.Invoke(new TemplateMessage(MessageLevel.Warning, message, context.Node?.UniqueId));
        return "";
    }

    private static TemplateException WrongType(TemplateArguments arguments)
    {
        var relation = arguments[0, "relation"];
        var type = relation is ITemplateObject other && other.TryGetMember("type", out var found) ? PythonText.Str(found) : "None";
        return new TemplateException(
            $"Trying to create {Text(arguments, 1, "expected_type")} {PythonText.Str(relation)}, but it currently exists as a {type}. Either drop {PythonText.Str(relation)} manually, "
            + "or run dbt with `--full-refresh` and dbt will drop it for you.");
    }

    private static string Text(TemplateArguments arguments, int index, string name) => PythonText.Str(arguments[index, name]);
}
