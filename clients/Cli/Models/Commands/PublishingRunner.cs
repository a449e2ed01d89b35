using ControlPlane.Models.Publishing;
using ControlPlane.Models.Runs;

namespace ControlPlane.Cli.Models.Commands;

/// <summary>Builds beside what readers see, and shows it to them only when every node and test went well.</summary>
internal sealed class PublishingRunner(ModelSession session)
{
    public int Run(RunOptions options, CancellationToken cancellationToken)
    {
        var project = session.Project;
        project.Adapter.Watch = new BuildingSessions(project.Adapter);
        using var publication = Open(cancellationToken);
        var selected = publication.Prepare(options.Selected, cancellationToken: cancellationToken);
        var code = new ProjectRunner(session).RunToEnd(options with { Selected = selected }, cancellationToken);
        if (code == ModelExitCodes.Success) publication.Publish(cancellationToken);
        publication.Leave();
        // Readers of the artifacts look where readers of the models do.
        if (session.WritesArtifacts) project.WriteManifest(ModelSession.Time);
        session.Journal.Info(code == ModelExitCodes.Success ? "Published; 'controlplane models rollback' returns to what was replaced." : "Nothing was published: readers see what they saw before.", "Published");
        return code;
    }

    public int Rollback(CancellationToken cancellationToken)
    {
        using var publication = Open(cancellationToken);
        foreach (var place in publication.Rollback(cancellationToken)) session.Journal.Info($"Returned to the previous {place}", "RolledBack");
        session.Journal.Info("What was replaced is kept in turn; 'controlplane models rollback' returns to it.", "RolledBack");
        return ModelExitCodes.Success;
    }

    private Publication Open(CancellationToken cancellationToken) =>
        Publication.Open(session.Project.Manifest, session.Project.Adapter, new() { Run = session.Invocation.Id.ToString() }, ModelSession.Time, cancellationToken);
}
