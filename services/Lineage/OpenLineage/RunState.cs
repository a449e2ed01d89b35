namespace ControlPlane.Lineage.OpenLineage;

/// <summary>A run has one Start and one of Complete, Fail and Abort.</summary>
public enum RunState
{
    Start,
    Running,
    Complete,
    Fail,
    Abort,
}
