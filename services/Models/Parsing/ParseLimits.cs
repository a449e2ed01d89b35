namespace ControlPlane.Models.Parsing;

/// <summary>How large a project's files may be.</summary>
public sealed record ParseLimits
{
    public static ParseLimits Default { get; } = new();

    /// <summary>Bytes of one file with SQL, macros, docs or properties; default one million.</summary>
    public long FileBytes { get; init; } = 1_000_000;

    /// <summary>Whether the file is to be read; one that is too large is an error.</summary>
    internal bool Allows(Projects.ProjectFile file, ParseState state)
    {
        if (file.Length <= FileBytes) return true;
        state.Errors.Add(state.Place(file), 0, $"The file has {file.Length} bytes; the limit is {FileBytes}.", "Divide it, or move its data to a seed.");
        return false;
    }
}
