using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>How parsing and running differ in what templates see.</summary>
internal abstract class RenderMode
{
    /// <summary><c>execute</c></summary>
    public abstract bool Executes { get; }

    public abstract TemplateOptions Options { get; }

    public abstract object? Ref(RenderContext context, RefArgs reference);

    /// <summary>A metric's name: what it measures is for the semantic layer.</summary>
    /// <param name="metric">A name, or a package and a name.</param>
    public virtual string Metric(RenderContext context, IReadOnlyList<string> metric) => metric[^1];

    public abstract object? Source(RenderContext context, string source, string table);

    public abstract ITemplateObject Config(RenderContext context);

    /// <summary>What <c>var</c> gives for a name that nobody set.</summary>
    public abstract object? MissingVar(RenderContext context, string name);

    /// <summary>A macro is called by the text itself, not by another macro.</summary>
    public virtual void Called(RenderContext context, Macro macro)
    {
        if (context.Node is not { } node) return;
        lock (node.DependsOn) node.DependsOn.AddMacro(macro.UniqueId);
    }
}
