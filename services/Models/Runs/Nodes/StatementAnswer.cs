using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>What macros return that ask the engine something: <c>load_result(...)</c>, or its table.</summary>
internal static class StatementAnswer
{
    public static (ResultTable Table, AdapterResponse Response)? Read(object? answer) => answer switch
    {
        StatementResult result => (result.Table, result.Response),
        ResultTable table => (table, AdapterResponse.None),
        IReadOnlyDictionary<string, object?> map => Read(map.GetValueOrDefault("table"), map.GetValueOrDefault("response")),
        ITemplateObject value when value.TryGetMember("table", out var table) => Read(table, value.TryGetMember("response", out var response) ? response : null),
        _ => null,
    };

    private static (ResultTable, AdapterResponse)? Read(object? table, object? response) =>
        table is ResultTable rows ? (rows, response as AdapterResponse ?? AdapterResponse.None) : null;
}
