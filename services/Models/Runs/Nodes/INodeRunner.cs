using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>What is done with the nodes of one kind.</summary>
internal interface INodeRunner
{
    /// <summary>How progress names the node: <c>sql view model public.a</c>.</summary>
    string Describe(GraphNode node);

    /// <summary>Whether it is told of when it starts; a no-op and a compilation are not.</summary>
    bool TellsStart => true;

    /// <summary>Makes the SQL; what it throws becomes the node's error.</summary>
    void Compile(GraphNode node, Worker worker);

    /// <summary>Does what the node is for; what it throws becomes the node's error.</summary>
    NodeOutcome Execute(GraphNode node, Worker worker);

    /// <summary>The status of what threw.</summary>
    Results.NodeStatus ErrorStatus => Results.NodeStatus.Error;

    /// <summary>An ephemeral model is only compiled.</summary>
    bool RunsEphemeral => false;
}
