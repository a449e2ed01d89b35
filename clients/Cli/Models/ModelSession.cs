using System.CommandLine;
using System.Text;
using ControlPlane.Cli.Models.Output;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Publishing;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Sessions;
using ControlPlane.Models.Selection;
using ControlPlane.Templating;

namespace ControlPlane.Cli.Models;

/// <summary>One <c>models</c> command from its options to its exit code.</summary>
internal sealed class ModelSession(ParseResult options, FlagValues flags, RunJournal journal, Invocation invocation) : IDisposable
{
    /// <summary>A small command is over before collecting its garbage is worth the time; what needs more memory is collected as usual from there on.</summary>
    private const long UncollectedBytes = 64 << 20;

    private ProjectSession? _project;

    public ParseResult Options => options;

    public FlagValues Flags => flags;

    public RunJournal Journal => journal;

    public Invocation Invocation => invocation;

    public static TimeProvider Time => TimeProvider.System;

    /// <summary>The folder of --project-dir.</summary>
    /// <exception cref="RunException">It holds no project.</exception>
    public string Folder
    {
        get
        {
            var folder = InvocationOptions.Folder(options);
            return File.Exists(Path.Combine(folder, "dbt_project.yml"))
                ? folder
                : throw new RunException($"Not a dbt project: {folder} has no dbt_project.yml. Change into the project's folder, or name it with --project-dir.");
        }
    }

    /// <summary>The project, parsed; opened once.</summary>
    public ProjectSession Project => _project ??= Open();

    public bool WritesArtifacts => flags.Is("write_json");

    public LoadOptions Load => InvocationOptions.Load(options, flags, invocation, Folder);

    /// <summary>Runs <paramref name="command"/>; whatever goes wrong is told once, and is the exit code.</summary>
    /// <param name="adjust">What the command adds to the invocation.</param>
    public static async Task<int> RunAsync(ParseResult options, string which, Func<ModelSession, CancellationToken, int> command, CancellationToken cancellationToken, Func<Invocation, Invocation>? adjust = null)
    {
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 8 * UncollectedBytes) GC.TryStartNoGCRegion(UncollectedBytes);
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = !Console.IsOutputRedirected };
        var journal = new RunJournal(output, Console.Error, new(IsJson: false, IsQuiet: false, HasColors: false), Time);
        try
        {
            var flags = InvocationOptions.Flags(options);
            journal = new RunJournal(output, Console.Error, InvocationOptions.Style(flags), Time);
            var invocation = InvocationOptions.Read(options, flags, which);
            invocation = adjust?.Invoke(invocation) ?? invocation;
            invocation = invocation with { Messages = message => Say(journal, invocation.Warnings, message) };
            journal.InvocationId = invocation.Id;
            foreach (var name in FlagOptions.Idle(options)) journal.Aside($"note: {name} has no effect here");
            using var session = new ModelSession(options, flags, journal, invocation);
            // The engine holds its thread while it works; this one waits for signals.
            return await Task.Factory.StartNew(() => command(session, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e) when (Explain(e) is { } explained)
        {
            journal.Error($"Encountered an error:\n{explained}", "MainEncounteredError");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            journal.Error(journal.Style.Yellow("Exited because of keyboard interrupt"), "MainKeyboardInterrupt");
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            // Nobody reads the output any more.
            await Console.Error.WriteLineAsync($"error: {e.Message}");
        }
#pragma warning disable CA1031 // A command tells of every failure, and never by a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            journal.Error($"Encountered an unexpected error:\n  {e.GetType().Name}: {e.Message}", "MainEncounteredError");
        }
        return ModelExitCodes.Unhandled;
    }

    public SelectionRequest Request(SelectionOptions selection, IReadOnlySet<ControlPlane.Models.Manifests.ResourceType> types, IReadOnlySet<ControlPlane.Models.Manifests.ResourceType>? all = null) =>
        selection.Read(options, types, all) with
        {
            State = flags.Text("state") is { } state ? Path.Combine(Folder, state) : null,
            Indirect = flags.Text("indirect_selection") ?? "eager",
        };

    public HashSet<string> Select(SelectionRequest request) => Project.Select(request, message => Warn(message, "NoNodesForSelectionCriteria"));

    /// <summary>Tells a warning, or ends the command with it where it is an error.</summary>
    /// <param name="name">The reference's name of the warning.</param>
    /// <exception cref="RunException">It is an error.</exception>
    public void Warn(string message, string name)
    {
        if (invocation.IsError(name)) throw new RunException(message, "Compilation");
        if (!invocation.Warnings.IsSilent(name)) journal.Warn(message, name);
    }

    public void Dispose()
    {
        _project?.Dispose();
        journal.Flush();
    }

    private ProjectSession Open()
    {
        journal.Info($"Running with controlplane models, as dbt={ControlPlane.Models.Artifacts.ArtifactMetadata.DbtVersion}", "MainReportVersion");
        var session = ProjectSession.Open(Folder, Load, invocation);
        journal.Info($"Registered adapter: {session.Adapter.Traits.Type}", "AdapterRegistered");
        foreach (var warning in session.Manifest.Warnings)
        {
            if (warning.Name is not { } name) Warn($"{journal.Style.Yellow("[WARNING]")}: {warning}", "Note");
            else Warn($"[{journal.Style.Yellow("WARNING")}]: {warning.Message.TrimEnd('.')}{(name == "WrongResourceSchemaFile" ? "." : "")}", name);
        }
        journal.Info($"Found {Plural.Of(session.Manifest)}", "FoundStats");
        return session;
    }

    private static void Say(RunJournal journal, WarningRules rules, TemplateMessage message)
    {
        switch (message.Level)
        {
            case MessageLevel.Print:
                if (journal.Style.Prints) journal.Print(message.Text);
                break;
            case MessageLevel.Info:
                journal.Info(message.Text, "JinjaLogInfo");
                break;
            case MessageLevel.Warning when !rules.IsSilent("JinjaLogWarning"):
                journal.Warn(message.Text, "JinjaLogWarning");
                break;
        }
    }

    /// <summary>What an author can act on; null for what is a fault of the program.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        ProjectInvalidException e => string.Join('\n', e.Errors.Select(error => $"  {error.ToString().Replace("\n", "\n  ", StringComparison.Ordinal)}").Prepend("Parsing Error")),
        AdapterException e => $"Database Error\n  {e.Message.Replace("\n", "\n  ", StringComparison.Ordinal)}",
        PublishException e => $"Publishing Error\n  {e.Message}",
        SelectionException e => $"Runtime Error\n  {e.Message}",
        TemplateException e => $"Compilation Error\n  {e.Message.Replace("\n", "\n  ", StringComparison.Ordinal)}",
        // A hook's error comes with its own heading.
        RunException e => e is { Kind: "Compilation", InnerException: not null } ? e.Message : $"{e.Kind} Error\n  {e.Message.Replace("\n", "\n  ", StringComparison.Ordinal)}",
        CommandException e => $"Usage Error\n  {e.Message}",
        InvalidDataException e => $"Runtime Error\n  {e.Message}",
        _ => null,
    };
}
