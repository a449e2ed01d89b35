using System.Text.Json.Nodes;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Retrievers.Async;

/// <summary>The requests about jobs, each with what its templates may look at.</summary>
internal sealed class JobCalls(AsyncRetriever retriever, ReadContext context)
{
    public async Task<ResponseView> CreateAsync(AsyncJob job, CancellationToken cancellationToken) =>
        await AuxiliaryRequest.SendAsync(retriever.Creation, context.Scope.WithSlice(job.Slice), context, cancellationToken)
        ?? throw new ConnectorException(ConnectorFaultKind.Source, "creation_requester got no answer that counts: its error_handler ignores the response");

    public async Task<(JobStatus Status, ResponseView Answer)> PollAsync(AsyncJob job, CancellationToken cancellationToken)
    {
        var scope = Scope(job);
        var answer = await AuxiliaryRequest.SendAsync(retriever.Polling, scope, context, cancellationToken)
            ?? throw new ConnectorException(ConnectorFaultKind.Source, "polling_requester got no answer that counts: its error_handler ignores the response");
        var word = retriever.StatusPath.Values(answer.Json, scope) is [var first, ..] ? first : null;
        return (retriever.Statuses.Read(word is null ? null : TemplateValues.ToText(TemplateValues.FromJson(word))), answer);
    }

    /// <summary>What is to be downloaded; one empty target when the manifest names none.</summary>
    public async Task<IReadOnlyList<string>> TargetsAsync(AsyncJob job, CancellationToken cancellationToken)
    {
        if (retriever.TargetPath is null) return [""];
        var scope = Scope(job);
        var answer = retriever.Target is null ? job.Polling : await AuxiliaryRequest.SendAsync(retriever.Target, scope, context, cancellationToken);
        return [.. retriever.TargetPath.Values(answer?.Json, scope).Select(t => TemplateValues.ToText(TemplateValues.FromJson(t)))];
    }

    /// <summary>Ends a job at the source, as far as the manifest says how. That it cannot be ended changes nothing for the read.</summary>
    public async Task AbortAsync(AsyncJob job, CancellationToken cancellationToken)
    {
        if (retriever.Abort is null) return;
        try
        {
            await AuxiliaryRequest.SendAsync(retriever.Abort, Scope(job), context, cancellationToken);
        }
        catch (ConnectorException)
        {
            // The source ends its jobs by itself at some time.
        }
        catch (OperationCanceledException)
        {
            // There was only so much time left to tell it.
        }
    }

    public async Task DeleteAsync(AsyncJob job, CancellationToken cancellationToken)
    {
        if (retriever.Delete is not null) await AuxiliaryRequest.SendAsync(retriever.Delete, Scope(job), context, cancellationToken);
    }

    /// <summary>What templates see of a job beside its slice.</summary>
    public static Dictionary<string, object?> Variables(AsyncJob job)
    {
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (job.Creation is not null) variables["creation_response"] = Answer(job.Creation);
        if (job.Polling is not null) variables["polling_response"] = Answer(job.Polling);
        return variables;
    }

    private static Dictionary<string, object?> Answer(ResponseView answer)
    {
        var fields = answer.Json is JsonObject map ? (Dictionary<string, object?>)TemplateValues.FromJson(map)! : [];
        fields.TryAdd("headers", answer.Headers);
        return fields;
    }

    private Scope Scope(AsyncJob job) => Variables(job).Aggregate(context.Scope.WithSlice(job.Slice), (scope, variable) => scope.With(variable.Key, variable.Value));
}
