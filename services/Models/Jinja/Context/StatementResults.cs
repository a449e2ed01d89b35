using ControlPlane.Models.Adapters;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>What statements got, by their names; each can be loaded once, but that of <c>main</c>.</summary>
internal sealed class StatementResults
{
    private readonly Dictionary<string, StatementValue?> _results = new(StringComparer.Ordinal);

    public StatementValue? Main => _results.GetValueOrDefault("main");

    public string Store(string name, object? response, object? table)
    {
        _results[name] = new StatementValue(response, table as ResultTable ?? ResultTable.Empty);
        return "";
    }

    public object? Load(string name)
    {
        if (!_results.TryGetValue(name, out var result))
            return null;
        if (result is null)
            throw new TemplateException($"The 'statement' result named '{name}' has already been loaded into a variable");
        if (name != "main")
            _results[name] = null;
        return result;
    }
}

/// <summary>What <c>load_result</c> gives: <c>response</c>, <c>data</c> (rows as lists), <c>table</c>.</summary>
internal sealed class StatementValue(object? response, ResultTable table) : ITemplateObject
{
    public object? Response => response;

    public ResultTable Table => table;

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "response" or "status" => response,
            "data" => table.Rows.Select(row => (object?)TemplateValue.Tuple(row)).ToList(),
            "table" => table,
            _ => this,
        };
        return !ReferenceEquals(value, this);
    }
}
