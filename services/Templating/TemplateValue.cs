using ControlPlane.Templating.Values;

namespace ControlPlane.Templating;

/// <summary>Values as Python sees them, for functions that are given to templates.</summary>
public static class TemplateValue
{
    /// <exception cref="TemplateException">The value cannot be iterated.</exception>
    public static IEnumerable<object?> Iterate(object? value) => Sequences.Iterate(value);

    public static bool IsIterable(object? value) => Sequences.IsIterable(value);

    /// <summary>Python's <c>bool(value)</c>.</summary>
    public static bool IsTrue(object? value) => Truth.Of(value);

    public static bool AreEqual(object? left, object? right) => PythonComparison.AreEqual(left, right);

    /// <summary>Below 0, 0 or above, as Python orders the values.</summary>
    /// <exception cref="TemplateException">They have no order.</exception>
    public static int Compare(object? left, object? right) => PythonComparison.Compare(left, right);

    /// <summary>Python's name of the value's type: <c>str</c>, <c>dict</c>.</summary>
    public static string TypeOf(object? value) => TypeName.Of(value);

    /// <summary>Python's <c>left + right</c>.</summary>
    public static object? Add(object? left, object? right) => PythonOperators.Apply("+", left, right, TemplateLimits.Default);

    /// <summary>A tuple.</summary>
    public static IReadOnlyList<object?> Tuple(params IReadOnlyList<object?> items) => new TupleValue(items);
}
