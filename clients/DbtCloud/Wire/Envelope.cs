namespace ControlPlane.Clients.DbtCloud.Wire;

/// <summary>What every answer comes in.</summary>
internal sealed record Envelope<T>(T? Data, EnvelopeStatus? Status, EnvelopeExtra? Extra);

internal sealed record EnvelopeStatus(int? Code, bool? IsSuccess, string? UserMessage, string? DeveloperMessage);

internal sealed record EnvelopeExtra(Pagination? Pagination);

internal sealed record Pagination(int? Count, int? TotalCount);
