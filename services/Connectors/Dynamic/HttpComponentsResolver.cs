using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>One stream for each record that a retriever finds.</summary>
internal sealed record HttpComponentsResolver(IRetriever Retriever, IReadOnlyList<ComponentMapping> Mappings) : IComponentsResolver
{
    public bool IsFromConfig => false;

    public static HttpComponentsResolver? Compile(Component c)
    {
        var retriever = c.Child("retriever", RetrieverKinds.All, required: true);
        var mappings = c.Children("components_mapping", ComponentMapping.Kinds);
        foreach (var mapping in mappings.Where(m => m.Condition is not null)) c.Error("components_mapping", $"condition is only supported by ConfigComponentsResolver: '{mapping.Condition!.Text}'");

        // As in the reference, only a place that the template has is filled here.
        return retriever is null ? null : new(retriever, [.. mappings.Select(m => m with { CreateOrUpdate = false })]);
    }

    public async IAsyncEnumerable<JsonObject> ResolveAsync(JsonObject template, ReadContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var streams = new StreamTemplate(template, Mappings, context.Scope, readsYaml: false);
        await foreach (var slice in SlicesAsync(context, cancellationToken))
        {
            var seen = new StreamSlice(SourceText.Literal(slice.Partition), slice.CursorSlice, SourceText.Literal(slice.ExtraFields));
            await foreach (var record in RetrieverRecords.ReadAsync(Retriever, context, slice, cancellationToken))
            {
                var stream = streams.Fill(SourceText.Literal(TemplateValues.FromJson(record)), seen);
                if (stream["name"] is JsonValue name && name.TryGetValue(out string? text)) stream["name"] = SourceText.Plain(text);
                yield return stream;
            }
        }
    }

    private async IAsyncEnumerable<StreamSlice> SlicesAsync(ReadContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Retriever.PartitionRouter is not { } router)
        {
            yield return StreamSlice.Whole;
            yield break;
        }

        await foreach (var slice in router.PartitionsAsync(context, cancellationToken)) yield return slice;
    }
}
