using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Cli.Models.Output;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality;
using ControlPlane.Models.Quality.History;
using ControlPlane.Models.Quality.Scores;
using ControlPlane.Models.Runs;

namespace ControlPlane.Cli.Models.Commands;

internal static class QualityCommand
{
    private const string Description = """
        Evaluates the checks that models, seeds, snapshots and sources declare under config.meta.quality, and scores each mart with them and with the
        data tests of the last run. Kinds: freshness, volume, null_share, range, distinct_share, references, sql. Nothing is built.
        """;

    private static readonly IReadOnlySet<ResourceType> Checked = new HashSet<ResourceType> { ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot, ResourceType.Source };

    public static Command Create()
    {
        var command = new Command("quality", Description);
        var selection = new SelectionOptions().On(command, withTypes: false);
        var history = new Option<string?>("--history") { Description = $"The file that results are kept in and volumes are judged by. Default: {QualityHistoryFile.Name} in the target folder.", HelpName = "FILE" };
        var output = new Option<string>("--output") { Description = "text or json.", HelpName = "text|json", DefaultValueFactory = _ => "text" };
        command.Add(history);
        command.Add(output);
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "quality", (session, token) =>
        {
            if (options.GetValue(output) is not ("text" or "json")) throw new RunException($"'{options.GetValue(output)}' is no form of output. Use text or json.", "Usage");
            var project = session.Project;
            var declarations = QualityDeclarations.Read(project.Manifest);
            var selected = session.Select(session.Request(selection, Checked));
            var kept = new QualityHistoryFile(options.GetValue(history) is { } file ? Path.GetFullPath(file) : Path.Combine(project.TargetFolder, QualityHistoryFile.Name));
            var threads = session.Invocation.Threads ?? project.Projects.Target.Threads;
            var results = new QualityRun(project.Renderer, kept, ModelSession.Time, threads).Evaluate([.. declarations.Where(declaration => selected.Contains(declaration.Node.UniqueId))], token);
            var scores = QualityScore.Of(project.Manifest, results, Tests(project.TargetFolder)).Where(score => score.Points is not null && selected.Contains(score.Mart.UniqueId)).ToList();
            if (options.GetValue(output) == "json") session.Journal.Print(Json(results, scores).ToJsonString(CompileCommand.Indented), "Quality");
            else new QualityLines(session.Journal).Tell(results, scores);
            return results.Any(result => result.IsFailure || session.Invocation.WarnError && result.Status == QualityStatus.Warn) ? ModelExitCodes.Failed : ModelExitCodes.Success;
        }, cancellationToken));
        return command;
    }

    private static IReadOnlyDictionary<string, string> Tests(string targetFolder) => RunResultsFile.Read(targetFolder)?.Statuses ?? new Dictionary<string, string>(StringComparer.Ordinal);

    private static JsonObject Json(IReadOnlyList<QualityResult> results, IReadOnlyList<QualityScore> scores) => new()
    {
        ["results"] = new JsonArray([.. results.Select(result => new JsonObject
        {
            ["unique_id"] = result.Node.UniqueId, ["relation"] = result.Relation, ["check"] = result.Check.Name, ["kind"] = result.Check.Kind,
            ["dimension"] = Name(result.Check.Dimension), ["severity"] = Name(result.Check.Severity), ["status"] = Name(result.Status), ["message"] = result.Outcome.FullMessage,
            ["value"] = result.Outcome.Value, ["failures"] = result.Outcome.Failures, ["rows"] = result.Rows, ["at"] = JsonValues.Timestamp(result.At),
        })]),
        ["scores"] = new JsonArray([.. scores.Select(score => new JsonObject
        {
            ["mart"] = score.Mart.UniqueId, ["points"] = Math.Round(score.Points!.Value, 2),
            ["losses"] = new JsonArray([.. score.Losses.Select(part => new JsonObject
            {
                ["check"] = part.Name, ["nodes"] = new JsonArray([.. part.Nodes.Select(node => (JsonNode)node)]), ["dimension"] = Name(part.Dimension),
                ["status"] = Name(part.Status), ["points"] = Math.Round(part.Lost, 2),
            })]),
        })]),
    };

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
