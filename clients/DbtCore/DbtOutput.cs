using System.Runtime.ExceptionServices;

namespace ControlPlane.Clients.DbtCore;

/// <summary>What a call of dbt has said so far, secrets taken out. Both streams write to it.</summary>
internal sealed class DbtOutput(Redaction redaction, int keptLines, Action<DbtEvent>? progress)
{
    private const int MaxMessageLength = 8000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _last = [];
    private readonly List<string> _errors = [];
    private ExceptionDispatchInfo? _failure;

    public string? InvocationId { get; private set; }

    public void Take(string line)
    {
        var said = DbtEvent.Parse(line, redaction.Apply);
        lock (_lock)
        {
            InvocationId = said.InvocationId ?? InvocationId;
            Keep(said);
            Tell(said);
        }
    }

    /// <summary>The errors that dbt reported; where it reported none, as Python or the shell do before dbt is there, the last that was said.</summary>
    public string Message()
    {
        lock (_lock)
        {
            var text = string.Join('\n', _errors.Count > 0 ? _errors : [.. _last]);
            return text.Length <= MaxMessageLength ? text : text[..MaxMessageLength];
        }
    }

    public void ThrowIfProgressFailed()
    {
        lock (_lock) _failure?.Throw();
    }

    /// <summary>The reading goes on whatever a listener does: dbt would stand still before a full pipe.</summary>
    private void Tell(DbtEvent said)
    {
        if (_failure is not null) return;
        try
        {
            progress?.Invoke(said);
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Keep(DbtEvent said)
    {
        // Where in dbt's own code an error arose helps nobody.
        if (said.Message.Length == 0 || said.Name == "MainStackTrace") return;
        if (said.Level == "error" && _errors.Count < keptLines) _errors.Add(said.Message);
        _last.Enqueue(said.Message);
        if (_last.Count > keptLines) _last.Dequeue();
    }
}
