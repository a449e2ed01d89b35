using System.CommandLine;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Cli.Models.Commands;

internal static class DocsCommand
{
    public static Command Create() => new("docs", "Writes what documentation is made of.") { Generate() };

    private static Command Generate()
    {
        var command = new Command("generate", "Compiles the project and writes manifest.json and catalog.json.");
        var selection = new SelectionOptions().On(command, withTypes: false);
        var noCompile = new Option<bool>("--no-compile") { Description = "Do not compile first." };
        var emptyCatalog = new Option<bool>("--empty-catalog") { Description = "Do not ask the database; the catalog is empty." };
        var isStatic = new Option<bool>("--static") { Hidden = true };
        foreach (var option in new Option[] { noCompile, emptyCatalog, new Option<bool>("--compile") { Hidden = true }, isStatic }) command.Add(option);
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "generate", (session, token) =>
        {
            var request = session.Request(selection, NodeTypes.Compiled);
            var selected = session.Select(request);
            if (!options.GetValue(noCompile))
            {
                var compiled = new ProjectRunner(session).Run(new() { Command = RunCommand.Compile, Selected = selected }, token);
                CompileCommand.ThrowFirstError(compiled);
                foreach (var node in compiled.Results.Where(node => CompileCommand.IsNamed(request.Select, node))) CompileCommand.Print(session, node, isInline: false, isJson: false);
            }
            IReadOnlySet<string>? wanted = null;
            if (request.Select.Count > 0 || request.Exclude.Count > 0 || request.Selector is not null)
                wanted = selected.Concat(session.Select(request with { Types = NodeTypes.Sources })).ToHashSet(StringComparer.Ordinal);
            if (!options.GetValue(emptyCatalog)) session.Journal.Info("Building catalog", "BuildingCatalog");
            var catalog = options.GetValue(emptyCatalog) ? new Catalog(ResultTable.Empty, []) : Catalog.Read(session.Project, token);
            var path = catalog.Write(session.Project, wanted, ModelSession.Time);
            foreach (var error in catalog.Errors) session.Journal.Error(error, "CatalogGenerationError");
            session.Journal.Info($"Catalog written to {path}", "CatalogWritten");
            return catalog.Errors.Count == 0 ? ModelExitCodes.Success : ModelExitCodes.Failed;
        }, cancellationToken, invocation =>
        {
            var arguments = new Dictionary<string, object?>(invocation.Arguments, StringComparer.Ordinal);
            selection.Record(options, arguments);
            (arguments["compile"], arguments["empty_catalog"], arguments["static"]) = (!options.GetValue(noCompile), options.GetValue(emptyCatalog), options.GetValue(isStatic));
            return invocation with { Arguments = arguments };
        }));
        return command;
    }
}
