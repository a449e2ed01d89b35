namespace ControlPlane.Ingestion.Pushes;

/// <summary>Nothing of a push was taken.</summary>
internal sealed class PushRefusedException(int status, string name, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Of the problem.</summary>
    public string Name { get; } = name;

    /// <param name="line">From 1.</param>
    public static PushRefusedException BadLine(long line, string reason) =>
        new(StatusCodes.Status422UnprocessableEntity, "bad-record", $"Line {line}: {reason}. Each line must be one JSON object; nothing of the body was taken.");

    public static PushRefusedException TooLarge(long mostBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, "too-large", $"The body has more than {mostBytes} bytes (unpacked); nothing of it was taken. Send it in parts.");

    public static PushRefusedException NotRecorded() =>
        new(StatusCodes.Status503ServiceUnavailable, "not-recorded", "It took too long to record the push, and nothing of it was taken. Send it again.");

    public static PushRefusedException KeyReused(string key) => new(
        StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", $"The Idempotency-Key '{key}' stands for other records that were taken before; nothing of this body was taken. Send it with a key of its own.");

    public static PushRefusedException Invalid(string message) => new(StatusCodes.Status422UnprocessableEntity, "invalid-push", message);
}
