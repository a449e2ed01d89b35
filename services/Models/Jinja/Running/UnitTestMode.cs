using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Running;

/// <summary>Refs and sources are the rows that a unit test gives.</summary>
internal sealed class UnitTestMode : RunMode
{
    public static new UnitTestMode Instance { get; } = new();

    protected override bool MustBeKnown => false;

    protected override Relation RelationOf(RenderContext context, ManifestNode target) => Given(context, target.UniqueId, $"ref('{target.Name}')");

    protected override Relation SourceRelation(RenderContext context, SourceDefinition target) =>
        Given(context, target.UniqueId, $"source('{target.SourceName}', '{target.Name}')");

    private static Relation Given(RenderContext context, string uniqueId, string input)
    {
        if (context.StandIns?.GetValueOrDefault(uniqueId) is not { } rows)
            throw new TemplateException($"Unit test '{context.Node?.Name}' gives no rows for {input}, which its model reads. Add an input for it under 'given', with 'rows: []' for none");
        CommonTable(context.Node!, rows.UniqueId);
        return EphemeralOf(context, rows.Alias);
    }
}
