using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Errors;

/// <summary>Asks handlers in turn; the first that does not say "fail" decides, else the last.</summary>
internal sealed record CompositeErrorHandler(IReadOnlyList<IErrorHandler> Handlers) : IErrorHandler
{
    public DefaultErrorHandler First => Handlers[0].First;

    public IEnumerable<Interpolated> PageTemplates => Handlers.SelectMany(h => h.PageTemplates);

    public bool ExaminesSuccesses => Handlers.Any(h => h.ExaminesSuccesses);

    public static CompositeErrorHandler? Compile(Component c, ComponentKinds<IErrorHandler> kinds)
    {
        var handlers = c.Children("error_handlers", kinds);
        if (!c.Has("error_handlers")) c.Error("", "CompositeErrorHandler needs error_handlers");
        return handlers.Count == 0 ? null : new(handlers);
    }

    public Verdict Interpret(ResponseView response, Scope scope)
    {
        Verdict? last = null;
        foreach (var handler in Handlers)
        {
            last = handler.Interpret(response, scope);
            if (last.Action != ResponseAction.Fail) return last;
        }

        return last!;
    }
}
