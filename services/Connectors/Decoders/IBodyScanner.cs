namespace ControlPlane.Connectors.Decoders;

/// <summary>Takes a body in pieces as they arrive.</summary>
internal interface IBodyScanner
{
    /// <returns>How many bytes are done with; the rest must come again, with more behind it.</returns>
    /// <exception cref="System.Text.Json.JsonException">The body is not valid JSON.</exception>
    /// <exception cref="FormatException">The body is not what it should be, or <paramref name="isFinal"/> and it ends too early.</exception>
    int Scan(ReadOnlySpan<byte> data, bool isFinal);
}
