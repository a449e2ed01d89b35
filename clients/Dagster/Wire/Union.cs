using System.Net;
using System.Text.Json;

namespace ControlPlane.Clients.Dagster.Wire;

/// <summary>A union's answer: the member that was hoped for, or one of its errors.</summary>
internal static class Union
{
    private const int MaxMessageLength = 2000;

    /// <param name="answer">The field's value.</param>
    /// <param name="wanted">The type that means success.</param>
    /// <param name="redact">Takes the token out of a message.</param>
    /// <exception cref="DagsterException">Any other type; its code is the type's name.</exception>
    public static T Read<T>(JsonElement answer, string wanted, Func<string, string> redact)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("__typename", out var name)) throw Unreadable();
        var type = name.GetString();
        if (type != wanted) throw new DagsterException(type ?? "Unknown", HttpStatusCode.OK, redact(MessageOf(Deserialize<WireError>(answer))));
        return Deserialize<T>(answer);
    }

    /// <summary>The parser's message may quote the answer, so it is dropped.</summary>
    public static T Deserialize<T>(JsonElement answer)
    {
        try
        {
            return answer.Deserialize<T>(DagsterJson.Options) ?? throw Unreadable();
        }
        catch (JsonException)
        {
            throw Unreadable();
        }
    }

    public static DagsterException Unreadable() => new(DagsterException.Unreadable, HttpStatusCode.OK, "the answer is not of the expected form");

    private static string MessageOf(WireError error)
    {
        var message = error switch
        {
            { Errors: { Count: > 0 } errors } => "the run's configuration is not valid: " + string.Join("; ", errors.Select(each => $"{string.Join('.', each.Path ?? [])}: {each.Message}")),
            { InvalidOutputName: { } output } => $"step {error.StepKey} has no output {output}",
            { InvalidStepKey: { } step } => $"the job has no step {step}",
            { Message: { Length: > 0 } text } => text,
            _ => "no further explanation",
        };
        return message.Length <= MaxMessageLength ? message : message[..MaxMessageLength];
    }
}

internal sealed record WireError(string? Message, string? InvalidStepKey, string? StepKey, string? InvalidOutputName, IReadOnlyList<WireConfigError>? Errors);

internal sealed record WireConfigError(string? Message, IReadOnlyList<string>? Path, string? Reason);
