namespace ControlPlane.Lineage.Resolution;

/// <param name="Open">Set where this is no column but stands for those that are not known.</param>
internal sealed record ShapeColumn(string Name, OriginSet Origins, OpenColumns? Open = null)
{
    public static ShapeColumn Unknown(OpenColumns open) => new("*", open.Fixed, open);
}
