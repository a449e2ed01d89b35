using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Tests;

/// <summary>The variables that the tables of the tests are rendered with.</summary>
internal static class Variables
{
    public static IReadOnlyDictionary<string, object?> All => new Dictionary<string, object?>
    {
        ["s"] = "hello",
        ["l"] = new List<object?> { 1L, 2L, 3L, 4L },
        ["t"] = new TupleValue([1L, 2L, 3L]),
        ["d"] = Dict(("a", 1L), ("b", "two"), ("nested", Dict(("x", "deep"), ("y", new List<object?> { 1L, 2L })))),
        ["none_value"] = null,
        ["rows"] = new List<object?> { Dict(("k", "b"), ("v", 1L)), Dict(("k", "a"), ("v", 2L)), Dict(("k", "b"), ("v", 3L)) },
        ["tree"] = new List<object?> { Node(1, Node(2)), Node(3) },
        ["emoji"] = "a😀b",
    };

    public static Dictionary<string, object?> Dict(params (string Key, object? Value)[] items) =>
        items.ToDictionary(item => item.Key, item => item.Value);

    private static Dictionary<string, object?> Node(long number, params object?[] children) =>
        Dict(("n", number), ("c", new List<object?>(children)));
}
