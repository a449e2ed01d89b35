using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Jinja.Macros;

/// <summary>The macros of a manifest by name, as they are seen from a package. Immutable; shared by all renders.</summary>
internal sealed class MacroLookup
{
    private static readonly ConditionalWeakTable<Manifest, MacroLookup> ByManifest = [];

    private static readonly Dictionary<string, Macro> None = [];

    private static readonly string?[] Everywhere = [null];

    private readonly ConcurrentDictionary<string, Dictionary<string, object>> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Macro>> _packages;
    private readonly Dictionary<string, Dictionary<string, Macro>> _internalPackages;
    private readonly Dictionary<string, Macro> _internal;
    private readonly Dictionary<string, Macro> _byName;
    private readonly ConcurrentDictionary<string, Dictionary<string, object>> _tests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Macro> _byId;
    private readonly ProjectSet _projects;
    private readonly AdapterTraits _traits;

    private MacroLookup(Manifest manifest, AdapterTraits traits)
    {
        (_projects, _traits) = (manifest.Projects, traits);
        _byId = new(manifest.Macros, StringComparer.Ordinal);
        var groups = manifest.Macros.Values.GroupBy(macro => macro.PackageName).ToList();
        _packages = groups.Where(group => !traits.MacroPackages.Contains(group.Key)).ToDictionary(group => group.Key, ByName, StringComparer.Ordinal);
        _internalPackages = groups.Where(group => traits.MacroPackages.Contains(group.Key)).ToDictionary(group => group.Key, ByName, StringComparer.Ordinal);

        // The most specific package comes first and wins.
        var merged = new Dictionary<string, Macro>(StringComparer.Ordinal);
        foreach (var package in traits.MacroPackages.Reverse())
        {
            foreach (var (name, macro) in _internalPackages.GetValueOrDefault(package, None)) merged[name] = macro;
        }

        _internal = new(merged, StringComparer.Ordinal);
        foreach (var macro in groups.Where(group => _packages.ContainsKey(group.Key)).SelectMany(group => group)) merged[macro.Name] = macro;
        foreach (var (name, macro) in Package(Root)) merged[name] = macro;
        _byName = merged;
    }

    /// <summary>One for each manifest, made when all its macros are in it.</summary>
    public static MacroLookup Of(Manifest manifest, AdapterTraits traits)
    {
        if (ByManifest.TryGetValue(manifest, out var known) && known._byId.Count == manifest.Macros.Count && known._traits == traits) return known;
        var lookup = new MacroLookup(manifest, traits);
        ByManifest.AddOrUpdate(manifest, lookup);
        return lookup;
    }

    private string Root => _projects.Root.Name;

    /// <summary>
    /// What names mean in a package: a <see cref="Macro"/>, or a package's macros. Its own come first, then the root project's, packages by
    /// name, and the engine's.
    /// </summary>
    public IReadOnlyDictionary<string, object> SeenFrom(string package) => _views.GetOrAdd(package, View);

    /// <summary>
    /// What a generic test sees while a project is parsed: its macro and get_where_subquery, with all that these depend on. What its arguments call
    /// beyond that is not known before it is compiled.
    /// </summary>
    public IReadOnlyDictionary<string, object> ForTest(Macro test) => _tests.GetOrAdd(test.UniqueId, _ => TestView(test));

    /// <summary>Every macro name there is, for advice.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>
    /// The macro of a name by the rules of static analysis: the package itself, then everywhere, the root project first.
    /// </summary>
    public Macro? Resolve(string package, string name) =>
        (_traits.MacroPackages.Contains(package) ? _internalPackages : _packages).GetValueOrDefault(package)?.GetValueOrDefault(name) ?? _byName.GetValueOrDefault(name);

    /// <summary>A macro that dispatch names in a package; null for the package: seen from <paramref name="from"/>, or anywhere when that is null too.</summary>
    public Macro? Find(string? package, string name, string? from) => package switch
    {
        null => from is null ? _byName.GetValueOrDefault(name) : SeenFrom(from).GetValueOrDefault(name) as Macro,
        "dbt" => _internal.GetValueOrDefault(name),
        _ => Package(package).GetValueOrDefault(name),
    };

    /// <summary>The macros of one package that is not the engine's.</summary>
    public IReadOnlyDictionary<string, Macro> Package(string name) => _packages.GetValueOrDefault(name, None);

    /// <summary>A macro of the root project, or of the engine.</summary>
    public Macro? RootOrInternal(string name) => Package(Root).GetValueOrDefault(name) ?? _internal.GetValueOrDefault(name);

    /// <summary>Where <c>adapter.dispatch(name, namespace)</c> looks: each package (null: everywhere) with each prefix.</summary>
    public IEnumerable<(string? Package, string Name)> Candidates(string name, string? macroNamespace)
    {
        foreach (var package in SearchOrder(macroNamespace))
            foreach (var prefix in _traits.DispatchPrefixes) yield return (package, $"{prefix}__{name}");
    }

    private IReadOnlyList<string?> SearchOrder(string? macroNamespace)
    {
        if (macroNamespace is null)
            return Everywhere;
        foreach (var rule in _projects.Root.Dispatch)
        {
            if (rule.MacroNamespace != macroNamespace) continue;
            if (rule.SearchOrder.Count > 0) return rule.SearchOrder;
            break;
        }
        foreach (var project in _projects.All)
        {
            if (project.Name == macroNamespace) return [Root, macroNamespace];
        }
        return Everywhere;
    }

    private Dictionary<string, object> View(string package)
    {
        var names = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, macro) in _internal) names[name] = macro;
        names["dbt"] = _internal;
        foreach (var (name, macros) in _packages) names[name] = macros;
        foreach (var (name, macro) in Package(Root)) names[name] = macro;
        foreach (var (name, macro) in Package(package)) names[name] = macro;
        return names;
    }

    private Dictionary<string, object> TestView(Macro test)
    {
        HashSet<Macro> reached = [];
        Stack<Macro> next = new([test]);
        if (_byName.TryGetValue("get_where_subquery", out var where)) next.Push(where);
        while (next.TryPop(out var macro))
        {
            if (!reached.Add(macro)) continue;
            foreach (var id in macro.DependsOn.Macros)
            {
                if (_byId.TryGetValue(id, out var called)) next.Push(called);
            }
        }

        var names = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var macro in reached) names[macro.Name] = macro;
        foreach (var package in reached.GroupBy(macro => macro.PackageName)) names[package.Key] = ByName(package);
        return names;
    }

    private static Dictionary<string, Macro> ByName(IEnumerable<Macro> macros)
    {
        var named = new Dictionary<string, Macro>(StringComparer.Ordinal);
        foreach (var macro in macros) named[macro.Name] = macro;
        return named;
    }
}
