using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.EmbeddedPostgres.Os;
using ControlPlane.NativePackages;
using Microsoft.Extensions.Logging;

namespace ControlPlane.EmbeddedPostgres.Cluster;

/// <summary>A new cluster: initialised, or for tests copied from a template that is initialised once.</summary>
internal sealed class ClusterPreparation(
    EmbeddedPostgresOptions options, ClusterLayout layout, PostgresBinaries binaries, ServerAccount? account, ILogger logger)
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var initializer = new ClusterInitializer(layout, binaries, account, options.Durable, logger);
        if (options.Durable || options.TemplateDirectory is not { } templates || OperatingSystem.IsWindows())
        {
            await initializer.InitializeAsync(cancellationToken);
            return;
        }

        var template = new ClusterLayout(Path.Combine(Path.GetFullPath(templates), $"{binaries.Version}-{account?.Name ?? Environment.UserName}"));
        await EnsureAsync(template, cancellationToken);
        initializer.RemoveLeftovers();
        await CopyAsync(template, cancellationToken);
    }

    private async Task EnsureAsync(ClusterLayout template, CancellationToken cancellationToken)
    {
        if (template.Major is not null && File.Exists(template.PasswordFile)) return;
        Directory.CreateDirectory(template.Root);
        FileStream? only;
        while ((only = ExclusiveFile.TryOpen(template.Root + ".lock")) is null) await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        using (only)
        {
            if (template.Major is null)
                await new ClusterInitializer(template, binaries, account, durable: false, logger).InitializeAsync(cancellationToken);
        }
    }

    private async Task CopyAsync(ClusterLayout template, CancellationToken cancellationToken)
    {
        if (Directory.Exists(layout.Data)) Directory.Delete(layout.Data);
        var part = Path.Combine(layout.Root, ClusterInitializer.PartPrefix + Guid.CreateVersion7().ToString("N"));
        // cp keeps owner and mode when it may; an ordinary user owns both anyway.
        var result = await Command.RunAsync(Command.Of(["cp", "-pR", template.Data, part]).WithCleanEnvironment(), cancellationToken);
        if (result.ExitCode != 0)
            throw new EmbeddedPostgresException($"The template '{template.Data}' cannot be copied to '{layout.Root}': {result.Explanation}");
        SuperuserPassword.Write(layout.PasswordFile, SuperuserPassword.Read(template));
        Directory.Move(part, layout.Data);
    }
}
