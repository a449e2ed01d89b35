using System.Numerics;

namespace ControlPlane.Templating.Values;

/// <summary>Python's bool().</summary>
internal static class Truth
{
    public static bool Of(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        string text => text.Length > 0,
        long number => number != 0,
        double number => number != 0,
        BigInteger number => !number.IsZero,
        Undefined undefined => undefined.Tolerate() is null,
        IReadOnlyCollection<object?> list => list.Count > 0,
        IReadOnlyDictionary<string, object?> dict => dict.Count > 0,
        TimeSpan span => span != TimeSpan.Zero,
        ITemplateObject other => other.IsTrue,
        _ => true,
    };
}
