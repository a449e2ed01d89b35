using System.CommandLine;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Cli.Models;

/// <summary>Which nodes a command is for.</summary>
internal sealed class SelectionOptions
{
    public Option<string[]> Select { get; } = List("--select", "Nodes to take: names, tag:, path:, source:, state:modified, with + and @ for neighbours.", "SPEC", "-s", "--models", "--model", "-m");

    public Option<string[]> Exclude { get; } = List("--exclude", "Nodes to leave out.", "SPEC");

    public Option<string?> Selector { get; } = new("--selector") { Description = "A selection of selectors.yml by its name.", HelpName = "NAME" };

    public Option<string[]> ResourceTypes { get; } = List("--resource-type", "Only nodes of this type: model, seed, snapshot, test, unit_test, source, exposure, analysis, all, default.", "TYPE", "--resource-types");

    public Option<string[]> ExcludeResourceTypes { get; } = List("--exclude-resource-type", "No nodes of this type.", "TYPE", "--exclude-resource-types");

    private bool HasTypes { get; set; }

    /// <summary>Adds them to a command.</summary>
    /// <param name="withTypes">The command takes nodes of several types.</param>
    public SelectionOptions On(Command command, bool withTypes)
    {
        command.Add(Select);
        command.Add(Exclude);
        command.Add(Selector);
        HasTypes = withTypes;
        if (!withTypes) return this;
        command.Add(ResourceTypes);
        command.Add(ExcludeResourceTypes);
        return this;
    }

    /// <summary>Asked for by <c>--models</c>, which <c>ls</c> takes for models only.</summary>
    public bool IsByModels(ParseResult result) => result.GetResult(Select)?.IdentifierToken?.Value is "--models" or "--model" or "-m";

    /// <param name="types">What the command takes when nothing is said.</param>
    /// <param name="all">What <c>all</c> means.</param>
    /// <exception cref="RunException">A type that there is not.</exception>
    public SelectionRequest Read(ParseResult result, IReadOnlySet<ResourceType> types, IReadOnlySet<ResourceType>? all = null) => new()
    {
        Select = Texts(result, Select), Exclude = Texts(result, Exclude), Selector = result.GetValue(Selector),
        Types = HasTypes ? Types(Types(result, ResourceTypes, "DBT_RESOURCE_TYPES"), Types(result, ExcludeResourceTypes, "DBT_EXCLUDE_RESOURCE_TYPES"), types, all ?? types) : types,
    };

    /// <summary>As run_results.json records them, for retries.</summary>
    public void Record(ParseResult result, Dictionary<string, object?> arguments)
    {
        arguments["select"] = Texts(result, Select).ToList<object?>();
        arguments["exclude"] = Texts(result, Exclude).ToList<object?>();
        if (HasTypes)
        {
            arguments["resource_types"] = Types(result, ResourceTypes, "DBT_RESOURCE_TYPES").ToList<object?>();
            arguments["exclude_resource_types"] = Types(result, ExcludeResourceTypes, "DBT_EXCLUDE_RESOURCE_TYPES").ToList<object?>();
        }
        if (result.GetResult(Selector) is not null) arguments["selector"] = result.GetValue(Selector);
    }

    private static HashSet<ResourceType> Types(IReadOnlyList<string> given, IReadOnlyList<string> excluded, IReadOnlySet<ResourceType> types, IReadOnlySet<ResourceType> all)
    {
        var wanted = given.Count == 0 ? [.. types] : given.SelectMany(name => name switch { "all" => all, "default" => types, _ => new HashSet<ResourceType> { Type(name) } }).ToHashSet();
        wanted.ExceptWith(excluded.Select(Type));
        return wanted;
    }

    private static ResourceType Type(string name) => Enum.GetValues<ResourceType>().FirstOrDefault(type => type.Name() == name, (ResourceType)(-1)) is var type && type >= 0 ? type
        : throw new RunException($"'{name}' is not a resource type. Use one of model, seed, snapshot, test, unit_test, source, exposure, analysis, all, default.", "Usage");

    private static string[] Types(ParseResult result, Option<string[]> option, string variable) => result.GetResult(option) is null
        ? InvocationOptions.Environment.GetValueOrDefault(variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []
        : Texts(result, option);

    private static string[] Texts(ParseResult result, Option<string[]> option) => result.GetResult(option) is null ? [] : result.GetValue(option) ?? [];

    private static Option<string[]> List(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName, AllowMultipleArgumentsPerToken = true };
}
