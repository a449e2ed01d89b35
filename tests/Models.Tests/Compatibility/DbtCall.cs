using System.Globalization;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Models.Tests.Compatibility;

/// <summary>A line of a transcript as what the engine is asked for.</summary>
internal sealed record DbtCall(string Command, SelectionRequest Selection, Invocation Invocation)
{
    private static readonly ResourceType[] Listed =
    [
        ResourceType.Model, ResourceType.Snapshot, ResourceType.Seed, ResourceType.Test, ResourceType.Source, ResourceType.Exposure, ResourceType.UnitTest, ResourceType.Metric, ResourceType.SemanticModel,
        ResourceType.SavedQuery,
    ];

    public RunCommand Runs => Enum.Parse<RunCommand>(Command, ignoreCase: true);

    /// <summary>Words between blanks; <c>--vars</c> takes the rest of the line.</summary>
    public static DbtCall Parse(string line)
    {
        var parts = line.Split(" --vars ", 2);
        var words = parts[0].Split(' ');
        var given = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var option = "";
        foreach (var word in words.Skip(1))
        {
            if (word.StartsWith("--", StringComparison.Ordinal)) given[option = word] = [];
            else given[option].Add(word);
        }
        return new(words[0], Request(words[0], given), new Invocation
        {
            Command = words[0], Vars = YamlMapping.Read(parts.ElementAtOrDefault(1), "--vars"), FullRefresh = given.ContainsKey("--full-refresh") ? true : null,
            EventTimeStart = Day(given, "--event-time-start"), EventTimeEnd = Day(given, "--event-time-end"),
        });
    }

    private static SelectionRequest Request(string command, Dictionary<string, List<string>> given)
    {
        var types = Types(given, "--resource-type") is { Count: > 0 } wanted ? wanted : TypesOf(command);
        types.ExceptWith(Types(given, "--exclude-resource-type"));
        return new()
        {
            Select = given.GetValueOrDefault("--select", []), Exclude = given.GetValueOrDefault("--exclude", []), Selector = given.GetValueOrDefault("--selector")?.Single(),
            Indirect = given.GetValueOrDefault("--indirect-selection")?.Single() ?? "eager", Types = types,
        };
    }

    private static HashSet<ResourceType> TypesOf(string command) => command switch
    {
        "ls" => [.. Listed],
        "run" => [ResourceType.Model],
        "seed" => [ResourceType.Seed],
        "snapshot" => [ResourceType.Snapshot],
        "test" => [ResourceType.Test, ResourceType.UnitTest],
        "compile" => [ResourceType.Model, ResourceType.Test, ResourceType.Snapshot, ResourceType.Analysis, ResourceType.Operation, ResourceType.Seed],
        "freshness" => [ResourceType.Source],
        _ => [ResourceType.Model, ResourceType.Snapshot, ResourceType.Seed, ResourceType.Test, ResourceType.UnitTest, ResourceType.Exposure, ResourceType.SavedQuery],
    };

    private static HashSet<ResourceType> Types(Dictionary<string, List<string>> given, string option) =>
        given.GetValueOrDefault(option, []).Select(name => Enum.GetValues<ResourceType>().Single(type => type.Name() == name)).ToHashSet();

    private static DateTimeOffset? Day(Dictionary<string, List<string>> given, string option) =>
        given.TryGetValue(option, out var words) ? DateTimeOffset.Parse(words.Single(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
}
