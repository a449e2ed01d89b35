using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Cli.Models.Output;

/// <summary>What a command says: a line for people with the time of day, or an object a line for programs.</summary>
internal sealed class RunJournal(TextWriter output, TextWriter errors, JournalStyle style, TimeProvider time)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();

    public JournalStyle Style => style;

    /// <summary>Ties a command's lines together.</summary>
    public Guid InvocationId { get; set; }

    public void Info(string message, string name = "Note", JsonObject? data = null)
    {
        if (!style.IsQuiet && style.TellsProgress) Write("info", message, name, data);
    }

    public void Warn(string message, string name = "Note", JsonObject? data = null)
    {
        if (!style.IsQuiet) Write("warn", message, name, data);
    }

    public void Error(string message, string name = "Note", JsonObject? data = null) => Write("error", message, name, data);

    /// <summary>What the command was asked for: printed as it is, also when all else is quiet.</summary>
    public void Print(string text, string name = "PrintEvent")
    {
        if (style.IsJson) Write("info", text, name, null);
        else lock (_gate) output.WriteLine(text);
    }

    /// <summary>Beside the output: what does not belong to it.</summary>
    public void Aside(string text)
    {
        if (style.IsQuiet) return;
        lock (_gate) errors.WriteLine(text);
    }

    public void Flush()
    {
        lock (_gate) output.Flush();
    }

    private void Write(string level, string message, string name, JsonObject? data)
    {
        var now = time.GetUtcNow();
        var line = style.IsJson ? Object(level, message, name, data, now) : $"{now.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {message}";
        lock (_gate)
        {
            output.WriteLine(line);
            // Progress is of use while it goes on, also through a pipe.
            output.Flush();
        }
    }

    private string Object(string level, string message, string name, JsonObject? data, DateTimeOffset now) => new JsonObject
    {
        ["data"] = data ?? [],
        ["info"] = new JsonObject
        {
            ["name"] = name, ["level"] = level, ["msg"] = message, ["invocation_id"] = InvocationId.ToString(), ["pid"] = Environment.ProcessId,
            ["thread"] = Thread.CurrentThread.Name ?? "MainThread", ["ts"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        },
    }.ToJsonString(Compact);
}

/// <param name="IsQuiet">Only errors and what was asked for.</param>
internal sealed record JournalStyle(bool IsJson, bool IsQuiet, bool HasColors)
{
    /// <summary>Columns of a line of progress before its status.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Whether more than warnings and errors is told.</summary>
    public bool TellsProgress { get; init; } = true;

    /// <summary>Whether what templates print is shown.</summary>
    public bool Prints { get; init; } = true;

    public string Red(string text) => Colored(text, 31);

    public string Green(string text) => Colored(text, 32);

    public string Yellow(string text) => Colored(text, 33);

    private string Colored(string text, int color) => HasColors && !IsJson ? $"\e[{color}m{text}\e[0m" : text;
}
