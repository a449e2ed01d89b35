using System.Globalization;

namespace ControlPlane.Models.Adapters;

/// <summary>How much of a result is taken into memory. A process that works for many sets it; the command line takes all that its author asks for.</summary>
/// <param name="Rows">Of one result.</param>
/// <param name="Bytes">Of the values of one result, about as they lie in memory.</param>
public sealed record ResultLimits(long Rows, long Bytes)
{
    /// <summary>Holds the result of one statement against what is allowed.</summary>
    internal sealed class Count(ResultLimits? limits)
    {
        private const int RowBytes = 32;
        private const int ValueBytes = 16;

        private long _rows;
        private long _bytes;

        /// <exception cref="AdapterException">The row is one too many.</exception>
        public void Add(object?[] row)
        {
            if (limits is null) return;
            _bytes += RowBytes;
            foreach (var value in row) _bytes += ValueBytes + (value switch { string text => 2L * text.Length, byte[] data => data.Length, _ => 0 });
            if (++_rows > limits.Rows) throw TooLarge($"{limits.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows");
            if (_bytes > limits.Bytes) throw TooLarge($"{limits.Bytes >> 20} MB");
        }

        private static AdapterException TooLarge(string limit) =>
            new($"A template or a test asked for more than {limit} of one query, which is as much as it is given here. Aggregate in SQL, or add a limit or a condition to the query.");
    }
}
