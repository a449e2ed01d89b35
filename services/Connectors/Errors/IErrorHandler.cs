using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Errors;

/// <summary>Decides what a response means.</summary>
internal interface IErrorHandler
{
    /// <summary>The handler whose waits apply when there is no response at all.</summary>
    DefaultErrorHandler First { get; }

    /// <summary>Templates that look at successful responses too.</summary>
    IEnumerable<Interpolated> PageTemplates { get; }

    /// <summary>Whether a success can still turn out to be an error.</summary>
    bool ExaminesSuccesses { get; }

    Verdict Interpret(ResponseView response, Scope scope);
}

internal static class ErrorHandlers
{
    public static ComponentKinds<IErrorHandler> Kinds { get; } = new()
    {
        ["DefaultErrorHandler"] = DefaultErrorHandler.Compile,
        ["CompositeErrorHandler"] = c => CompositeErrorHandler.Compile(c, Kinds!),
    };
}
