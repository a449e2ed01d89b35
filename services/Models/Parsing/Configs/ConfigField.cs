namespace ControlPlane.Models.Parsing.Configs;

/// <summary>How a value of a configuration meets the one of a farther place.</summary>
internal enum ConfigMerge
{
    Replace,

    /// <summary>Both, the farther first; a single value counts as a list of one.</summary>
    Append,

    /// <summary>Key by key.</summary>
    Update,

    /// <summary>Key by key, each a list; a key that starts with '+' adds to the list.</summary>
    Grants,
}

/// <summary>What a value must be.</summary>
internal enum ConfigType { Any, Flag, Text, Whole, Map, List }

/// <summary>A configuration that the engine knows.</summary>
/// <param name="Default">A list or map is copied for each node.</param>
internal sealed record ConfigField(string Name, object? Default = null, ConfigMerge Merge = ConfigMerge.Replace, ConfigType Type = ConfigType.Any)
{
    public bool IsHook => Name is "pre-hook" or "post-hook";
}
