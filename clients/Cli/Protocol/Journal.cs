using ControlPlane.Connectors;

namespace ControlPlane.Cli.Protocol;

/// <summary>Tells what happens: to people on standard error, to the platform as LOG and TRACE messages. No secret that it knows passes.</summary>
internal sealed class Journal(ProtocolOutput output, TextWriter people, TimeProvider time)
{
    private SecretRedactor _redactor = new();

    /// <summary>From here on, these secrets are taken out.</summary>
    public void Hide(SecretRedactor redactor) => _redactor = redactor;

    public void Info(string message) => Log("INFO", message);

    public void Warn(string message) => Log("WARN", message);

    /// <summary>A failure that somebody has to act on.</summary>
    /// <param name="failure">config_error, transient_error or system_error.</param>
    /// <param name="stream">Null when the failure is of no one stream.</param>
    public void Error(string failure, string message, string? stream = null)
    {
        var clean = _redactor.Redact(message);
        people.WriteLine($"error: {clean}");
        output.Write(Messages.Error(failure, clean, stream, time.GetUtcNow()));
    }

    private void Log(string level, string message)
    {
        var clean = _redactor.Redact(message);
        people.WriteLine($"{level.ToLowerInvariant()}: {clean}");
        output.Write(Messages.Log(level, clean));
    }
}
