using System.Text;

namespace ControlPlane.Activation.Activations;

/// <summary>
/// What identifies a row at the destination: the key's values joined with <c>|</c>. A <c>|</c> or <c>\</c> within a value gets a
/// backslash before it and null is <c>\N</c>, so that no two different keys look alike.
/// </summary>
internal static class MartKey
{
    /// <summary>Longer keys could not be indexed.</summary>
    public const int MaxBytes = 1024;

    /// <param name="columns">The key's columns as text, quoted.</param>
    public static string Expression(IEnumerable<string> columns) =>
        string.Join(" || '|' || ", columns.Select(column => $@"COALESCE(replace(replace({column}, '\', '\\'), '|', '\|'), '\N')"));

    /// <summary>Why a key cannot be sent; null when it can.</summary>
    public static string? Problem(string key) =>
        key.Length == 0 ? "The key is empty."
        : Encoding.UTF8.GetByteCount(key) > MaxBytes ? $"The key is longer than {MaxBytes} bytes."
        : null;
}
