using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors.Partitions;

/// <summary>A stream whose records are the partitions of another one.</summary>
/// <param name="Key">The path of the value in a parent's record, its parts separated by slashes.</param>
/// <param name="Field">The partition's field that the value becomes.</param>
/// <param name="ExtraFields">What else of the record templates may want to know.</param>
/// <param name="LazyPointer">Where in the record the first page of the child stream already is; null when it is not.</param>
/// <param name="IsIncremental">Only parents that are new or changed are read, by the parent's own cursor, whose state is kept in that of the child.</param>
internal sealed record ParentStreamConfig(
    StreamDefinition Stream,
    Interpolated Key,
    Interpolated Field,
    RequestOption? Option,
    IReadOnlyList<IReadOnlyList<Interpolated>> ExtraFields,
    IReadOnlyList<Interpolated>? LazyPointer,
    bool IsIncremental)
{
    public static ComponentKinds<ParentStreamConfig> Kinds { get; } = new() { ["ParentStreamConfig"] = Compile };

    /// <summary>The parent's state within the child's: under its name, else the child's global value, else the one value of an old state.</summary>
    public JsonObject? StateIn(JsonObject? child, Scope scope)
    {
        if (!IsIncremental || child is null) return null;
        if (child["parent_state"]?[Stream.Name] is JsonObject own) return own.DeepClone().AsObject();
        if (child[PartitionedState.GlobalKey] is JsonObject global) return global.DeepClone().AsObject();
        var values = child.Where(p => p.Key != FullRefreshProgress.Key).ToList();
        return values.Count == 1 && (Stream.Delegate?.Incremental ?? Stream).Cursor is { } cursor
            ? new JsonObject { [cursor.CursorField.Render(scope)] = values[0].Value?.DeepClone() }
            : null;
    }

    private static ParentStreamConfig? Compile(Component c)
    {
        var stream = c.Child("stream", StreamDefinition.Kinds, required: true);
        var key = c.Template("parent_key", required: true);
        var field = c.Template("partition_field", required: true);
        var pointer = c.Templates("lazy_read_pointer");
        var option = c.Child("request_option", RequestOption.Kinds);
        return stream is null || key is null || field is null
            ? null
            : new(stream, key, field, option, c.TemplateLists("extra_fields"), pointer.Count == 0 ? null : pointer, c.Flag("incremental_dependency"));
    }
}
