namespace ControlPlane.Clients.DbtCloud.Wire;

/// <summary>The body that triggers a run.</summary>
internal sealed record WireRunRequest(
    string Cause, string? GitSha, string? GitBranch, string? SchemaOverride, string? DbtVersionOverride, int? ThreadsOverride, string? TargetNameOverride,
    bool? GenerateDocsOverride, int? TimeoutSecondsOverride, IReadOnlyList<string>? StepsOverride)
{
    public static WireRunRequest Of(TriggerRequest request) => new(
        RunCause.For(request.RunId), request.GitSha, request.GitBranch, request.SchemaOverride, request.DbtVersionOverride, request.ThreadsOverride, request.TargetNameOverride,
        request.GenerateDocsOverride, request.TimeoutSecondsOverride, request.StepsOverride);
}
