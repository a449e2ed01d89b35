using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>How much of a source may be read at once.</summary>
internal sealed record ConcurrencyLevel(Interpolated Wanted, int? Maximum)
{
    public const int Default = 2;

    public static ComponentKinds<ConcurrencyLevel> Kinds { get; } = new() { ["ConcurrencyLevel"] = Compile };

    /// <exception cref="ConnectorException">The manifest's template gives no whole number.</exception>
    public int Resolve(Scope scope)
    {
        var wanted = Wanted.Evaluate(scope, WantedType.Integer) switch
        {
            long number and > 0 and <= int.MaxValue => (int)number,
            int number and > 0 => number,
            _ => throw new ConnectorException(ConnectorFaultKind.Configuration, $"{Wanted.Path}: default_concurrency did not evaluate to a whole number above 0"),
        };
        return Maximum is { } most && most > 0 && most < wanted ? most : wanted;
    }

    private static ConcurrencyLevel? Compile(Component c)
    {
        var wanted = c.Template("default_concurrency", required: true);
        var maximum = c.Integer("max_concurrency");
        if (wanted is not null && wanted.Text.Contains("config", StringComparison.Ordinal) && maximum is null)
            c.Error("max_concurrency", "is needed when default_concurrency comes from the config");
        return wanted is null ? null : new(wanted, maximum);
    }
}
