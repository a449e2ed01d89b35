using System.Collections.Frozen;

namespace ControlPlane.Templating.Filters;

/// <summary>The filters that every template has.</summary>
internal static class BuiltInFilters
{
    public static FrozenDictionary<string, TemplateFilter> All { get; } = Gather(TextFilters.All, LayoutFilters.All, NumberFilters.All, SequenceFilters.All, SelectionFilters.All, EncodingFilters.All);

    private static FrozenDictionary<string, TemplateFilter> Gather(params Dictionary<string, TemplateFilter>[] tables)
    {
        var all = new Dictionary<string, TemplateFilter>();
        foreach (var table in tables)
        {
            foreach (var (name, filter) in table)
                all.Add(name, filter);
        }

        return all.ToFrozenDictionary();
    }
}
