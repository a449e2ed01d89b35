using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ControlPlane.Clients.DbtCore;

/// <summary>Signals to a process and all that it started: <c>dbt</c> is often a script that starts the real one.</summary>
internal static partial class ProcessTree
{
    private const int Interrupt = 2;
    private const int NoSuchFile = 2;

    /// <summary>As a terminal's Ctrl-C does. Nothing on Windows, which has no such signal.</summary>
    public static void SendInterrupt(Process root)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var id in (int[])[root.Id, .. Descendants(root.Id)]) _ = Kill(id, Interrupt);
    }

    /// <summary>
    /// Where we ourselves run in the background of a script, interrupts are ignored, and a child would inherit that: then the program that
    /// resets it comes first.
    /// </summary>
    /// <exception cref="Win32Exception">There is no such executable, which the program that comes first would not say.</exception>
    public static ProcessStartInfo Interruptible(string executable, IEnumerable<string> arguments) => !IgnoresInterrupts() ? new ProcessStartInfo(executable, arguments)
        : !Exists(executable) ? throw new Win32Exception(NoSuchFile)
        : new ProcessStartInfo("env", ["--default-signal=INT", executable, .. arguments]);

    public static void KillAll(Process root)
    {
        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended meanwhile.
        }
    }

    /// <summary>From /proc; elsewhere none are known, and the root passes the signal on or is killed in the end.</summary>
    private static List<int> Descendants(int root)
    {
        if (!Directory.Exists("/proc/self")) return [];
        var children = Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).ToLookup(Parent);
        var found = new List<int>();
        for (var open = new Queue<int>([root]); open.TryDequeue(out var parent);)
        {
            foreach (var child in children[parent])
            {
                found.Add(child);
                open.Enqueue(child);
            }
        }
        return found;
    }

    /// <summary>Has ended, and only waits for whoever took it over to notice, which may take seconds.</summary>
    public static bool IsDefunct(int id) => Stat(id) is ["Z", ..];

    /// <summary>0 for a process that just ended.</summary>
    private static int Parent(int id) => Stat(id) is [_, var parent, ..] && int.TryParse(parent, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The fields after the name, which is in parentheses and may hold any character: state, parent and so on. None where there is no such process.</summary>
    private static string[] Stat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool Exists(string executable) => executable.Contains('/', StringComparison.Ordinal)
        ? File.Exists(executable)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, executable)));

    /// <summary>The line holds a bit for each signal, in hexadecimal; that of the interrupt is the second.</summary>
    private static bool IgnoresInterrupts() => OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } line
        && (Convert.ToInt32(line[^1..], 16) & 1 << (Interrupt - 1)) != 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
