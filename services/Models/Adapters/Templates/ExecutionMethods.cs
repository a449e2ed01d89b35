using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters;

/// <summary>Running statements.</summary>
internal static class ExecutionMethods
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["execute"] = Execute,
        ["add_query"] = AddQuery,
        ["commit"] = Commit,
        ["load_rows"] = Load,
        ["get_partitions_metadata"] = (adapter, arguments) => adapter.IsConnected ? adapter.Macros.Call("get_partitions_metadata", arguments[0, "table"]) : ResultTable.Empty,
        ["submit_python_job"] = (_, _) => throw new TemplateException("Models in Python are not run by this engine; write the model in SQL"),
        ["dispatch"] = Dispatch,
        ["type"] = (adapter, _) => adapter.Adapter.Traits.Type,
    };

    private static object? Execute(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected) return new TupleValue(["", ResultTable.Empty]);
        var (response, table) = adapter.Connection.Execute(
            Text(arguments[0, "sql"]), arguments.Get(1, "auto_begin", false), arguments.Get(2, "fetch", false), (int?)arguments.Get<long?>(3, "limit"));
        return new TupleValue([response, table]);
    }

    private static object? AddQuery(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected) return new TupleValue([null, null]);
        var (response, _) = adapter.Connection.Execute(Text(arguments[0, "sql"]), arguments.Get(1, "auto_begin", true), bindings: arguments[2, "bindings"] as IReadOnlyList<object?>);
        return new TupleValue([null, response]);
    }

    private static object? Commit(AdapterValue adapter, TemplateArguments arguments)
    {
        if (adapter.IsConnected) adapter.Connection.Commit();
        return "";
    }

    /// <summary>A table's rows into a relation, all at once.</summary>
    private static object? Load(AdapterValue adapter, TemplateArguments arguments)
    {
        var table = arguments.Require<ResultTable>(2, "table");
        var columns = arguments.Require<IReadOnlyList<object?>>(1, "columns").Select(PythonText.Str).ToList();
        if (!adapter.IsConnected) return 0L;
        try
        {
            return adapter.Connection.Load(arguments.Require<Relation>(0, "relation"), columns, table.Rows);
        }
        catch (AdapterException e) when (e.Row is { } row && table.Origin is { } origin && row < origin.Lines.Count)
        {
            var column = e.Column is null ? "a column" : $"column '{e.Column}'";
            throw new AdapterException(
                $"{origin.File}:{origin.Lines[row]}: {column} cannot hold its value: {e.Message}\nCorrect the value, or the column's type under column_types.", code: e.Code, innerException: e.InnerException);
        }
    }

    private static object? Dispatch(AdapterValue adapter, TemplateArguments arguments)
    {
        var name = arguments.Require<string>(0, "macro_name");
        if (arguments.TryGet(2, "packages", out _))
            throw new TemplateException("The 'packages' argument of adapter.dispatch() is gone; use the macro_namespace argument: adapter.dispatch('my_macro', macro_namespace='my_package')");
        if (arguments[1, "macro_namespace"] is not (null or string))
            throw new TemplateException("The macro_namespace argument of adapter.dispatch() must be a name: adapter.dispatch('my_macro', macro_namespace='my_package')");
        if (name.Split('.') is [var package, var macro])
            throw new TemplateException($"In adapter.dispatch, got a macro name of \"{name}\", but \".\" is not a valid macro name component. Did you mean `adapter.dispatch(\"{macro}\", macro_namespace=\"{package}\")`?");
        return adapter.Macros.Dispatch(name, arguments[1, "macro_namespace"] as string);
    }

    private static string Text(object? sql) => PythonText.Str(sql);
}
