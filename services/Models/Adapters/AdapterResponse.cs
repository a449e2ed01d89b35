using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>What the engine says of a statement; goes to <c>adapter_response</c> in the artifacts.</summary>
/// <param name="Message"><c>SELECT 5</c>, <c>CREATE VIEW</c></param>
public sealed record AdapterResponse(string Message, string? Code = null, long? RowsAffected = null) : ITemplateObject
{
    public static AdapterResponse None { get; } = new("OK");

    public Dictionary<string, object?> ToValues()
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal) { ["_message"] = Message };
        if (Code is not null) values["code"] = Code;
        if (RowsAffected is not null) values["rows_affected"] = RowsAffected;
        return values;
    }

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "_message" or "message" => Message,
            "code" => Code,
            "rows_affected" => RowsAffected,
            "to_dict" => (TemplateFunction)(_ => ToValues()),
            _ => this,
        };
        return !ReferenceEquals(value, this);
    }

    public override string ToString() => Message;
}
