namespace ControlPlane.Transformation.Compilation;

/// <summary>Answers <c>ref</c> and <c>source</c>: while binding it takes note, while compiling it gives the relation.</summary>
internal interface IReferences
{
    object Ref(string? project, string model);

    object Source(string source, string table);
}
