using System.Globalization;
using System.Numerics;
using ControlPlane.DuckDb.Native;

namespace ControlPlane.DuckDb.Reading;

/// <summary>DuckDB's types as those of .NET, the same that the other engine's reader gives for the same kind of column.</summary>
internal static class DuckDbValues
{
    public static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>What a chunk gives as it is; of the rest, nested values are read as JSON and others as text.</summary>
    public static bool IsRead(DuckDbType type) => type == DuckDbType.Null || (ClrType(type) != typeof(object) && type != DuckDbType.Invalid);

    public static bool IsNested(DuckDbType type) => type is DuckDbType.List or DuckDbType.Struct or DuckDbType.Map or DuckDbType.Union or DuckDbType.Array;

    public static Type ClrType(DuckDbType type) => type switch
    {
        DuckDbType.Boolean => typeof(bool),
        DuckDbType.TinyInt or DuckDbType.UTinyInt or DuckDbType.SmallInt => typeof(short),
        DuckDbType.USmallInt or DuckDbType.Integer => typeof(int),
        DuckDbType.UInteger or DuckDbType.BigInt => typeof(long),
        DuckDbType.UBigInt or DuckDbType.HugeInt or DuckDbType.UHugeInt or DuckDbType.Decimal => typeof(decimal),
        DuckDbType.Float => typeof(float),
        DuckDbType.Double => typeof(double),
        DuckDbType.Date => typeof(DateOnly),
        DuckDbType.Time => typeof(TimeOnly),
        DuckDbType.Timestamp or DuckDbType.TimestampSeconds or DuckDbType.TimestampMilliseconds or DuckDbType.TimestampNanoseconds or DuckDbType.TimestampTz => typeof(DateTime),
        DuckDbType.Uuid => typeof(Guid),
        DuckDbType.Blob => typeof(byte[]),
        DuckDbType.Text => typeof(string),
        _ => typeof(object),
    };

    public static long Microseconds(DateTime moment) => (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>A decimal where it has all digits; a whole number that is too large for one as what it is.</summary>
    /// <exception cref="OverflowException">A fraction that no decimal can hold.</exception>
    public static object Number(BigInteger unscaled, byte scale)
    {
        if (scale == 0) return BigInteger.Abs(unscaled) <= new BigInteger(decimal.MaxValue) ? (decimal)unscaled : unscaled;
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return decimal.Parse($"{(unscaled.Sign < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}", CultureInfo.InvariantCulture);
    }

    /// <summary>What .NET cannot hold (infinity, the years of geology) is its first or last day.</summary>
    public static DateOnly Date(int days) => DateOnly.FromDayNumber((int)Math.Clamp((long)Epoch.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    public static DateTime Moment(long units, long ticksPerUnit, DateTimeKind kind)
    {
        var ticks = (Int128)DateTime.UnixEpoch.Ticks + ((Int128)units * ticksPerUnit);
        return new DateTime((long)Int128.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), kind);
    }
}
