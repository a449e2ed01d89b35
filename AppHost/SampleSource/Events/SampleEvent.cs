namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>One event as it is sent, with what its feeds select by.</summary>
internal sealed record SampleEvent(string Repo, string? Organisation, byte[] Json);
