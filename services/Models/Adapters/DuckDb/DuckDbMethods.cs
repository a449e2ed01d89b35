using ControlPlane.DuckDb;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters.DuckDb;

internal static class DuckDbMethods
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["parse_index"] = (_, arguments) => IndexConfig.Parse(arguments[0, "raw_index"]),
        ["is_motherduck"] = (_, _) => false,
        ["is_ducklake"] = (_, _) => false,
        ["use_ducklake_table_workarounds"] = (_, _) => false,
        ["disable_transactions"] = (_, _) => false,
        ["external_root"] = (adapter, arguments) => Files(adapter).RootOf(arguments[0, "schema"] as string),
        ["external_write_options"] = (_, arguments) => ExternalFiles.WriteOptions(arguments.Require<string>(0, "write_location"), arguments.Require<IReadOnlyDictionary<string, object?>>(1, "rendered_options")),
        ["external_read_location"] = (_, arguments) => ExternalFiles.ReadLocation(arguments.Require<string>(0, "write_location"), arguments.Require<IReadOnlyDictionary<string, object?>>(1, "rendered_options")),
        ["prepare_location"] = (adapter, arguments) => Prepare(adapter, arguments.Require<string>(0, "write_location"), arguments[1, "rendered_options"] as IReadOnlyDictionary<string, object?>),
        ["find_location"] = (adapter, arguments) => Files(adapter).Find(arguments.Require<string>(0, "location")),
        ["external_copy"] = (adapter, arguments) => Files(adapter).Copy(arguments.Require<string>(0, "query"), arguments.Require<string>(1, "write_location"), arguments.Require<string>(2, "options")),
        ["location_exists"] = LocationExists,
        ["get_seed_file_path"] = (_, arguments) => Path.Combine(PythonText.Str(ConfigReading.Get(arguments[0, "model"], "root_path")), PythonText.Str(ConfigReading.Get(arguments[0, "model"], "original_file_path"))),
        ["get_binding_char"] = (_, _) => "?",
        ["convert_datetimes_to_strs"] = (_, arguments) => Texts(arguments.Require<ResultTable>(0, "table")),
        ["batch_id_for_model"] = (_, arguments) => ConfigReading.Get(ConfigReading.Get(arguments[0, "model"], "batch"), "id") is { } id and not Undefined ? PythonText.Str(id) : "",
        ["store_relation"] = (_, _) => throw new TemplateException("Plugins of other tools are not run by this engine; write the model with the materialization 'external'"),
        ["warn_once"] = (_, _) => "",
    };

    private static ExternalFiles Files(AdapterValue adapter) => ((DuckDbAdapter)adapter.Adapter).Files;

    /// <summary>Where to write instead: the place that the location names, with its folder made.</summary>
    private static string Prepare(AdapterValue adapter, string location, IReadOnlyDictionary<string, object?>? options) =>
        adapter.IsConnected ? Files(adapter).Prepare(location, options, adapter.Connection) : location;

    private static object? LocationExists(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected) return false;
        try
        {
            adapter.Connection.Execute($"select 1 from {DuckDbIdentifier.Literal(Files(adapter).Find(arguments.Require<string>(0, "location")))} where 1=0");
            return true;
        }
        catch (AdapterException)
        {
            return false;
        }
    }

    private static ResultTable Texts(ResultTable table) =>
        new(table.Columns, [.. table.Rows.Select(row => row.Select(value => value is DateTime or DateTimeOffset ? PythonText.Str(value) : value).ToArray())]);
}
