using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.Clients.DbtCloud;

/// <summary>Status of a run or of one of its steps: the documented numbers and whatever else the service says.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct JobRunStatus(int Value)
{
    public static readonly JobRunStatus Queued = new(1);
    public static readonly JobRunStatus Starting = new(2);
    public static readonly JobRunStatus Running = new(3);

    /// <summary>Also of a run that only warned.</summary>
    public static readonly JobRunStatus Success = new(10);

    public static readonly JobRunStatus Error = new(20);
    public static readonly JobRunStatus Cancelled = new(30);

    public bool IsTerminal => this == Success || this == Error || this == Cancelled;

    internal ModelEngineRunStatus ToEngineStatus() => Value switch
    {
        1 => ModelEngineRunStatus.Queued,
        10 => ModelEngineRunStatus.Succeeded,
        20 => ModelEngineRunStatus.Failed,
        30 => ModelEngineRunStatus.Cancelled,
        _ => ModelEngineRunStatus.Running,
    };

    public override string ToString() => Value switch
    {
        1 => nameof(Queued),
        2 => nameof(Starting),
        3 => nameof(Running),
        10 => nameof(Success),
        20 => nameof(Error),
        30 => nameof(Cancelled),
        _ => Value.ToString(CultureInfo.InvariantCulture),
    };

    private sealed class Converter : JsonConverter<JobRunStatus>
    {
        public override JobRunStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, JobRunStatus value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
