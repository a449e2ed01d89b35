using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Partitions;

/// <summary>A partition for each value of a list.</summary>
/// <param name="Values">Null when a template gives them.</param>
internal sealed record ListPartitionRouter(IReadOnlyList<string>? Values, Interpolated? Template, Interpolated Field, RequestOption? Option) : IPartitionRouter
{
    public bool HasRequestOptions => Option is not null;

    public IReadOnlyList<Interpolated> PartitionFields => [Field];

    public static ListPartitionRouter? Compile(Component c)
    {
        var field = c.Template("cursor_field", required: true);
        var option = c.Child("request_option", RequestOption.Kinds);
        if (c["values"] is JsonArray list)
            return field is null ? null : new([.. list.Select(v => TemplateValues.ToText(TemplateValues.FromJson(v)))], null, field, option);
        var template = c.Template("values", required: true);
        return field is null || template is null ? null : new(null, template, field, option);
    }

    public IPartitions Open(ReadContext context, JsonObject? state) => new Partitions(this, context.Scope);

    public void Inject(RequestDraft draft, StreamSlice slice, Scope scope)
    {
        if (Option is not null && slice.Partition.GetValueOrDefault(Field.Render(scope)) is { } value && TemplateValues.IsTrue(value))
            Option.Inject(draft, TemplateValues.ToText(value), value, scope);
    }

    private IEnumerable<object?> Resolve(Scope scope)
    {
        if (Values is not null) return Values;
        return Template!.Evaluate(scope) is IEnumerable<object?> list and not IReadOnlyDictionary<string, object?>
            ? list
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"{Template.Path} must give a list, it gives '{Template.Render(scope)}'");
    }

    private sealed class Partitions(ListPartitionRouter router, Scope scope) : IPartitions
    {
        public async IAsyncEnumerable<StreamSlice> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            var field = router.Field.Render(scope);
            foreach (var value in router.Resolve(scope)) yield return new(new Dictionary<string, object?>(StringComparer.Ordinal) { [field] = value });
        }

        public JsonObject? ParentState() => null;
    }
}
