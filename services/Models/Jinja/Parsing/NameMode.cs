using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Jinja.Running;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary>For generate_schema_name and the like: nothing is run, and vars must be there.</summary>
internal sealed class NameMode : RenderMode
{
    public static NameMode Instance { get; } = new();

    public override bool Executes => false;

    public override TemplateOptions Options => JinjaOptions.Run;

    public override object? Ref(RenderContext context, RefArgs reference) => throw new TemplateException("ref() cannot be used in a macro that makes names");

    public override object? Source(RenderContext context, string source, string table) => throw new TemplateException("source() cannot be used in a macro that makes names");

    public override ITemplateObject Config(RenderContext context) => new RunConfig(context);

    public override object? MissingVar(RenderContext context, string name) => throw RunMode.Missing(context, name);

    public override void Called(RenderContext context, Macro macro)
    {
    }
}
