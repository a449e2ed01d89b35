using System.Numerics;

namespace ControlPlane.Templating.Values;

/// <summary>Python's numbers: integers without bounds, floats, and booleans that count as 0 and 1.</summary>
internal static class Numbers
{
    public static bool IsNumber(object? value) => value is long or double or bool or BigInteger or int or decimal or float or short or byte or uint or ulong;

    public static bool IsInteger(object? value) => value is long or bool or BigInteger or int or short or byte or uint or ulong;

    public static bool IsFloat(object? value) => value is double or float or decimal;

    public static BigInteger ToBig(object value) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        BigInteger number => number,
        int number => number,
        short number => number,
        byte number => number,
        uint number => number,
        ulong number => number,
        _ => throw TemplateException.Type($"'{TypeName.Of(value)}' object cannot be interpreted as an integer"),
    };

    public static double ToDouble(object value) => value switch
    {
        double number => number,
        long number => number,
        float number => number,
        decimal number => (double)number,
        _ => (double)ToBig(value),
    };

    /// <summary>A long where it fits.</summary>
    public static object Normalise(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;

    public static bool TryToLong(object? value, out long number)
    {
        switch (value)
        {
            case long exact:
                number = exact;
                return true;
            case bool flag:
                number = flag ? 1 : 0;
                return true;
            case int or short or byte or uint:
                number = (long)ToBig(value);
                return true;
            default:
                number = 0;
                return false;
        }
    }

    public static int Compare(object left, object right)
    {
        if (TryToLong(left, out var a) && TryToLong(right, out var b))
            return a.CompareTo(b);
        if (IsInteger(left) && IsInteger(right))
            return ToBig(left).CompareTo(ToBig(right));

        double x = ToDouble(left), y = ToDouble(right);
        if (IsFloat(left) != IsFloat(right) && Math.Abs(x) >= 9e15 && double.IsFinite(x) && double.IsFinite(y))
            return Exact(left).CompareTo(Exact(right));
        return x.CompareTo(y);

        static BigInteger Exact(object value) => IsInteger(value) ? ToBig(value) : new BigInteger(ToDouble(value));
    }

    public static object Add(object left, object right)
    {
        if (left is long a && right is long b)
        {
            var sum = unchecked(a + b);
            return ((a ^ sum) & (b ^ sum)) < 0 ? (object)((BigInteger)a + b) : sum;
        }

        return IsFloat(left) || IsFloat(right) ? ToDouble(left) + ToDouble(right) : Normalise(ToBig(left) + ToBig(right));
    }

    public static object Subtract(object left, object right) =>
        IsFloat(left) || IsFloat(right) ? ToDouble(left) - ToDouble(right) : Normalise(ToBig(left) - ToBig(right));

    public static object Multiply(object left, object right)
    {
        if (IsFloat(left) || IsFloat(right))
            return ToDouble(left) * ToDouble(right);
        BigInteger a = ToBig(left), b = ToBig(right);
        CheckBits(a.GetBitLength() + b.GetBitLength());
        return Normalise(a * b);
    }

    public static object Divide(object left, object right)
    {
        var divisor = ToDouble(right);
        return divisor == 0 ? throw new TemplateException("division by zero") : ToDouble(left) / divisor;
    }

    public static object FloorDivide(object left, object right)
    {
        if (IsFloat(left) || IsFloat(right))
        {
            var divisor = ToDouble(right);
            return divisor == 0 ? throw new TemplateException("float floor division by zero") : Math.Floor(ToDouble(left) / divisor);
        }

        BigInteger a = ToBig(left), b = ToBig(right);
        if (b.IsZero)
            throw new TemplateException("integer division or modulo by zero");
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return Normalise(!remainder.IsZero && (remainder.Sign < 0) != (b.Sign < 0) ? quotient - 1 : quotient);
    }

    public static object Modulo(object left, object right)
    {
        if (IsFloat(left) || IsFloat(right))
        {
            var divisor = ToDouble(right);
            if (divisor == 0)
                throw new TemplateException("float modulo by zero");
            var rest = ToDouble(left) % divisor;
            return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest;
        }

        BigInteger a = ToBig(left), b = ToBig(right);
        if (b.IsZero)
            throw new TemplateException("integer division or modulo by zero");
        var remainder = BigInteger.Remainder(a, b);
        return Normalise(!remainder.IsZero && (remainder.Sign < 0) != (b.Sign < 0) ? remainder + b : remainder);
    }

    public static object Power(object left, object right)
    {
        if (IsFloat(left) || IsFloat(right) || ToBig(right).Sign < 0)
        {
            var (x, y) = (ToDouble(left), ToDouble(right));
            if (x == 0 && y < 0)
                throw new TemplateException("0.0 cannot be raised to a negative power");
            return Math.Pow(x, y);
        }

        BigInteger a = ToBig(left), b = ToBig(right);
        if (!a.IsZero && !a.IsOne && a != BigInteger.MinusOne)
            CheckBits((double)b * a.GetBitLength());
        else if (b > 2)
            b = b.IsEven ? 2 : 1;
        return Normalise(BigInteger.Pow(a, (int)b));
    }

    public static object Negate(object value) => IsFloat(value) ? -ToDouble(value) : Normalise(-ToBig(value));

    public static object Absolute(object value) => IsFloat(value) ? Math.Abs(ToDouble(value)) : Normalise(BigInteger.Abs(ToBig(value)));

    /// <summary>Banker's rounding on the exact value, as Python's round().</summary>
    public static double Round(double value, int digits)
    {
        if (!double.IsFinite(value) || digits > 300)
            return value;
        if (digits < 0)
        {
            var scale = Math.Pow(10, -digits);
            return Math.Round(value / scale, MidpointRounding.ToEven) * scale;
        }

        return double.Parse(FloatText.Fixed(value, digits), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>An integer stays one; negative digits round to tens, hundreds and so on.</summary>
    public static object RoundInteger(BigInteger value, int digits)
    {
        if (digits >= 0)
            return Normalise(value);
        if (digits < -10_000)
            return 0L;
        var unit = BigInteger.Pow(10, -digits);
        var quotient = ToBig(FloorDivide(value, unit));
        var twice = (value - (quotient * unit)) * 2;
        var up = twice > unit || (twice == unit && !quotient.IsEven);
        return Normalise((up ? quotient + 1 : quotient) * unit);
    }

    private static void CheckBits(double bits)
    {
        if (bits > 1_000_000)
            throw TemplateException.Limit("the number is too large");
    }
}
