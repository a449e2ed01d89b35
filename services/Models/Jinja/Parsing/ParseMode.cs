using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary>Notes what is called; nothing is looked up.</summary>
internal sealed class ParseMode(NodeCapture capture) : RenderMode
{
    public override bool Executes => false;

    public override TemplateOptions Options => JinjaOptions.Parse;

    public override object? Ref(RenderContext context, RefArgs reference)
    {
        capture.Refs.Add(reference);
        return Current(context);
    }

    public override object? Source(RenderContext context, string source, string table)
    {
        capture.Sources.Add([source, table]);
        return Current(context);
    }

    public override string Metric(RenderContext context, IReadOnlyList<string> metric)
    {
        capture.Metrics.Add(metric);
        return metric[^1];
    }

    public override ITemplateObject Config(RenderContext context) => new ParseConfig(capture, context);

    public override object? MissingVar(RenderContext context, string name) => null;

    public override void Called(RenderContext context, Macro macro)
    {
        if (!capture.Macros.Contains(macro.UniqueId)) capture.Macros.Add(macro.UniqueId);
    }

    /// <summary>The relation of the node itself stands for every other.</summary>
    private static object? Current(RenderContext context) => context.TryGetMember("this", out var relation) ? relation : null;
}
