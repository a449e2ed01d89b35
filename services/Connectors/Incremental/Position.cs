namespace ControlPlane.Connectors.Incremental;

/// <summary>How far a cursor is: a time or a count. Only the order counts when two are compared.</summary>
/// <param name="Order">Ticks in UTC, or the count.</param>
/// <param name="OffsetMinutes">The offset in which a time was written, and is written again.</param>
internal readonly record struct Position(long Order, short OffsetMinutes = 0)
{
    public static Position Of(DateTimeOffset time) => new(time.UtcTicks, (short)time.TotalOffsetMinutes);

    public DateTimeOffset Time => new DateTimeOffset(Order, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(OffsetMinutes));

    public static bool operator <(Position a, Position b) => a.Order < b.Order;

    public static bool operator >(Position a, Position b) => a.Order > b.Order;

    public static bool operator <=(Position a, Position b) => a.Order <= b.Order;

    public static bool operator >=(Position a, Position b) => a.Order >= b.Order;

    public static Position Later(Position a, Position b) => a < b ? b : a;

    public static Position Earlier(Position a, Position b) => b < a ? b : a;

    public static Position? Later(Position? a, Position? b) => a is { } x && b is { } y ? Later(x, y) : a ?? b;

    /// <summary>A duration of the calendar later; past the end of the calendar is its end.</summary>
    public Position Plus(IsoDuration duration) => Of(duration.AddTo(Time));

    public Position Minus(IsoDuration duration) => Of(duration.SubtractFrom(Time));
}
