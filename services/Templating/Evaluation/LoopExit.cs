namespace ControlPlane.Templating.Evaluation;

internal enum LoopExit
{
    None,
    Continue,
    Break,
}
