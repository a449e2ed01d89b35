using System.Numerics;

namespace ControlPlane.Templating.Values;

/// <summary>A template value as the .NET type that a function wants.</summary>
internal static class Conversion
{
    public static T To<T>(object? value, string name)
    {
        if (value is T exact)
            return exact;
        if (value is Undefined undefined)
            throw undefined.Fail();

        object? converted = null;
        if (typeof(T) == typeof(int) && Numbers.TryToLong(value, out var number) && number is >= int.MinValue and <= int.MaxValue)
            converted = (int)number;
        else if (typeof(T) == typeof(long) && Numbers.TryToLong(value, out number))
            converted = number;
        else if (typeof(T) == typeof(double) && Numbers.IsNumber(value))
            converted = Numbers.ToDouble(value!);
        else if (typeof(T) == typeof(bool))
            converted = Truth.Of(value);
        else if (typeof(T) == typeof(BigInteger) && Numbers.IsInteger(value))
            converted = Numbers.ToBig(value!);
        else if (typeof(T) == typeof(int?) && Numbers.TryToLong(value, out number))
            converted = (int)number;
        else if (typeof(T) == typeof(long?) && Numbers.TryToLong(value, out number))
            converted = number;

        return converted is T result
            ? result
            : throw TemplateException.Type($"argument '{name}' has the wrong type: {TypeName.Of(value)}");
    }
}
