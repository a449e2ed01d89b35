using ControlPlane.Contracts;

namespace ControlPlane.Lake;

/// <summary>Where an object is: environment, layer and key. Made only here, so that no tenant can be given another's path.</summary>
public sealed record LakePath
{
    private LakePath(string environment, string layer, string key)
    {
        Environment = environment;
        Layer = layer;
        Key = key;
    }

    public string Environment { get; }

    public string Layer { get; }

    /// <summary>Segments joined by <c>/</c>, without a leading one.</summary>
    public string Key { get; }

    /// <summary>All of a tenant in one layer: <c>clients/acme/</c>. Ends in a slash, or <c>acme</c> would be a prefix of <c>acme2</c>.</summary>
    public static LakePath Tenant(TenantId tenant, string layer) => new(tenant.Environment, layer, $"clients/{tenant.Client}/");

    /// <summary><c>clients/{client}/{source}/{stream}/run_date=YYYY-MM-DD/{run}.jsonl.gz</c> in raw.</summary>
    public static LakePath Raw(TenantId tenant, string source, string stream, DateOnly date, Guid run) => Batch(tenant, LakeLayer.Raw, source, stream, "run_date", date, run);

    /// <summary>The same with <c>load_date</c> in bronze.</summary>
    public static LakePath Bronze(TenantId tenant, string source, string stream, DateOnly date, Guid run) => Batch(tenant, LakeLayer.Bronze, source, stream, "load_date", date, run);

    /// <summary>The same with <c>run_date</c> in quarantine: rejected rows, each beside its reason.</summary>
    public static LakePath Quarantine(TenantId tenant, string source, string stream, DateOnly date, Guid run) => Batch(tenant, LakeLayer.Quarantine, source, stream, "run_date", date, run);

    /// <summary>The completeness marker beside an object: <c>_SUCCESS</c> in the same folder.</summary>
    public LakePath SuccessMarker() => new(Environment, Layer, Key[..(Key.LastIndexOf('/') + 1)] + "_SUCCESS");

    /// <summary>The same for one run alone: <c>_SUCCESS.{run}</c>. For runs that come so often that they would wait for each other at a common one.</summary>
    public LakePath SuccessMarker(Guid run) => new(Environment, Layer, $"{SuccessMarker().Key}.{run}");

    public override string ToString() => $"{Environment}/{Layer}/{Key}";

    private static LakePath Batch(TenantId tenant, string layer, string source, string stream, string dateName, DateOnly date, Guid run) =>
        new(tenant.Environment, layer, $"clients/{tenant.Client}/{Segment(source)}/{Segment(stream)}/{dateName}={date:yyyy-MM-dd}/{run}.jsonl.gz");

    private static string Segment(string name) =>
        name.Length is > 0 and <= 200 && name is not ("." or "..") && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? name
            : throw new ArgumentException($"'{name}' cannot be part of a lake path: use letters, digits, '-', '_' and '.'.", nameof(name));
}
