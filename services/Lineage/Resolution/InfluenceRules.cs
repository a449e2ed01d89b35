namespace ControlPlane.Lineage.Resolution;

internal static class InfluenceRules
{
    /// <summary>
    /// What an origin of a part is to the whole. A part that matters indirectly matters in that way whatever it is made of; what decided the
    /// part indirectly decides the whole so; and of direct ways the strongest remains.
    /// </summary>
    /// <param name="outer">One way in which the part matters to the whole.</param>
    /// <param name="inner">The ways in which the origin matters to the part.</param>
    public static Influences Of(this Influences outer, Influences inner)
    {
        if (inner == Influences.None || outer == Influences.Identity) return inner;
        if ((outer & Influences.Indirect) != 0) return outer;
        if ((inner & Influences.Direct) == 0) return inner;
        var direct = outer == Influences.Aggregation ? Influences.Aggregation
            : (inner & Influences.Identity) != 0 ? inner & (Influences.Transformation | Influences.Aggregation) | Influences.Transformation
            : inner & Influences.Direct;
        return inner & Influences.Indirect | direct;
    }
}
