using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Fleet;

/// <summary>
/// A project that many tenants share: parsed and compiled once for all whose vars, targets and overrides make no difference to it, and given each tenant's
/// names. Nothing is connected to. Safe for several threads; its files are those of when it was read.
/// </summary>
public sealed class FleetProject
{
    /// <summary>Beyond that, what was parsed for the first of them is parsed again when it is asked for.</summary>
    private const int MaxGroups = 64;

    private readonly string _folder;
    private readonly LoadOptions _options;
    private volatile ProjectContent _content;
    private readonly TenantGroup _first;
    private readonly Lock _gate = new();
    private volatile TenantGroup[] _groups;

    private FleetProject(string folder, LoadOptions options, Invocation invocation)
    {
        (_folder, _options) = (folder, options);
        var projects = ProjectLoader.Load(folder, options, invocation);
        _content = ProjectContent.Read(projects);
        _first = Parse(projects, invocation);
        _groups = [_first];
    }

    /// <summary>Of names and contents of its files, packages among them.</summary>
    public string Hash => _content.Hash;

    /// <summary>The project for the target that it was read with.</summary>
    public Manifest Manifest => _first.Manifest;

    /// <param name="options">With a target of the engine that tenants have; any place in it will do.</param>
    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    public static FleetProject Parse(string folder, LoadOptions options, Invocation? invocation = null) => new(Path.GetFullPath(folder), options, invocation ?? new Invocation());

    /// <summary>
    /// The project as parsing and compiling it for the tenant gives it. What asks the engine something, or cannot be compiled, is compiled when it is run.
    /// Graph, texts and macros are shared among tenants: they are only read.
    /// </summary>
    /// <exception cref="ProjectInvalidException">It is invalid with the tenant's vars, target or overrides.</exception>
    public Manifest Bind(TenantBinding binding)
    {
        var tenant = new Tenant(binding);
        if (Bound(tenant, _groups) is { } manifest) return manifest;
        lock (_gate)
        {
            // Another of the same values may have been parsed by now.
            if (Bound(tenant, _groups) is { } same) return same;
            var group = Parse(tenant);
            // What follows from a call's id or time is of use to nobody else: only the newest is kept, for whoever asks again in the same call.
            var kept = group.IsOfOneCall ? [.. _groups.Where(other => other == _first || !other.IsOfOneCall)] : _groups;
            if (kept.Length >= MaxGroups) kept = [_first, .. kept[2..]];
            _groups = [.. kept, group];
            return group.Bind(tenant, isFirst: true)!;
        }
    }

    /// <summary>This, or the project as it is now when its files have changed.</summary>
    /// <exception cref="ProjectInvalidException">With everything that is wrong with it now; this one stays usable.</exception>
    public FleetProject Refresh() => Refresh(_options, _first.Manifest.Invocation);

    /// <summary>The same, read as one tenant sees it: what is wrong for others' values alone is no hindrance.</summary>
    /// <exception cref="ProjectInvalidException">With everything that is wrong with it now; this one stays usable.</exception>
    public FleetProject Refresh(LoadOptions options, Invocation invocation)
    {
        if (_content.IsUntouched()) return this;
        var now = _content.ReadAgain();
        if (now.Hash != _content.Hash) return new FleetProject(_folder, options, invocation);
        // Touched, but the same: what is compared from now on is its new state.
        _content = now;
        return this;
    }

    private static Manifest? Bound(Tenant tenant, TenantGroup[] groups) => groups.Where(group => group.MayTake(tenant)).Select(group => group.Bind(tenant)).FirstOrDefault(manifest => manifest is not null);

    private TenantGroup Parse(Tenant tenant)
    {
        var options = _options with { TargetProfile = tenant.Target, Overrides = tenant.Overrides };
        return Parse(ProjectLoader.Load(_folder, options, tenant.Invocation), tenant.Invocation);
    }

    private static TenantGroup Parse(ProjectSet projects, Invocation invocation)
    {
        using var adapter = AdapterFactory.Create(projects.Target);
        return new TenantGroup(ProjectParser.Parse(projects, invocation, adapter), adapter.Traits);
    }
}
