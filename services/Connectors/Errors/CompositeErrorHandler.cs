using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Errors;

/// <summary>
/// Asks handlers in turn. The first that lets the read go on decides; what a filter says counts more than what a status means by default,
/// and the last of what is left counts.
/// </summary>
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
        Verdict? declared = null;
        foreach (var handler in Handlers)
        {
            last = handler.Interpret(response, scope);
            if (IsDecisive(last)) return last;
            if (last.IsDeclared) declared = last;
        }

        return declared ?? last!;
    }

    // A limit, or a status of no known meaning, may mean more to a handler further on.
    private static bool IsDecisive(Verdict verdict) => verdict.Action switch
    {
        ResponseAction.Fail => false,
        ResponseAction.Success or ResponseAction.Ignore or ResponseAction.ResetPagination => true,
        ResponseAction.Retry => verdict.IsDeclared || verdict.IsKnown,
        _ => verdict.IsDeclared,
    };
}
