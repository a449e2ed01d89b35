using System.Collections.Frozen;

namespace ControlPlane.Templating.Filters;

/// <summary>The filters that every template has.</summary>
internal static class BuiltInFilters
{
    public static FrozenDictionary<string, TemplateFilter> All { get; } = new[]
    {
        TextFilters.All, LayoutFilters.All, NumberFilters.All, SequenceFilters.All, SelectionFilters.All, EncodingFilters.All,
    }.SelectMany(table => table).ToFrozenDictionary();
}
