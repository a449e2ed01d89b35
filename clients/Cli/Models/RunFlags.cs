using System.CommandLine;

namespace ControlPlane.Cli.Models;

/// <summary>Options of the commands that run nodes. A command has those that mean something to it.</summary>
internal sealed class RunFlags
{
    private readonly HashSet<Option> _added = [];

    public Option<bool> FullRefresh { get; } = new("--full-refresh", "-f") { Description = "Incremental models and seeds are made anew." };

    public Option<bool> Empty { get; } = new("--empty") { Description = "References and sources give no rows: the SQL is checked without its cost." };

    public Option<string?> EventTimeStart { get; } = new("--event-time-start") { Description = "Microbatch models: the first batch, as 2024-01-31 or 2024-01-31T08:00:00.", HelpName = "TIME" };

    public Option<string?> EventTimeEnd { get; } = new("--event-time-end") { Description = "Microbatch models: the end of the last batch (exclusive).", HelpName = "TIME" };

    public Option<bool> StoreFailures { get; } = new("--store-failures") { Description = "Tests keep the rows that they find in tables of their own." };

    public Option<bool> Show { get; } = new("--show") { Description = "Print a sample of the rows loaded." };

    public Option<bool> Publish { get; } = new("--publish") { Description = "Build beside what readers see, and swap everything in together when all tests passed." };

    /// <summary>All of them for <c>build</c>, fewer for others.</summary>
    public RunFlags On(Command command, bool refresh = false, bool empty = false, bool times = false, bool failures = false, bool show = false, bool publish = false)
    {
        if (refresh) Add(FullRefresh);
        if (empty) Add(Empty, new Option<bool>("--no-empty") { Hidden = true });
        if (failures) Add(StoreFailures);
        if (show) Add(Show);
        if (publish) Add(Publish);
        if (times) Add(EventTimeStart, EventTimeEnd);
        return this;

        void Add(params Option[] options)
        {
            foreach (var option in options)
            {
                command.Add(option);
                _added.Add(option);
            }
        }
    }

    /// <summary>Whether the command has the option.</summary>
    public bool Has(Option option) => _added.Contains(option);
}
