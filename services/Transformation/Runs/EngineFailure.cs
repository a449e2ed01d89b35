using System.Text;

namespace ControlPlane.Transformation.Runs;

/// <summary>What ended the engine of models, for the log: kinds and places, without messages, since those may quote rows.</summary>
internal sealed class EngineFailure(Exception exception) : Exception(Kinds(exception))
{
    public override string StackTrace { get; } = Places(exception);

    private static string Kinds(Exception exception) => string.Join(" from ", Chain(exception).Select(each => each.GetType().FullName));

    private static string Places(Exception exception)
    {
        var text = new StringBuilder();
        foreach (var each in Chain(exception)) text.Append("--- ").AppendLine(each.GetType().FullName).AppendLine(each.StackTrace);
        return text.ToString();
    }

    internal static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException) yield return exception;
    }
}
