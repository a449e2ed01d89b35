namespace ControlPlane.Models.Jinja.Blocks;

/// <summary>A tag as a file has it: <c>{% type name ... %}</c>.</summary>
/// <param name="Start">With the blanks in front that a <c>{%-</c> takes away.</param>
/// <param name="End">Behind the tag and the blanks that a <c>-%}</c> takes away.</param>
internal sealed record BlockTag(string Type, string? Name, int Start, int End);

/// <summary>A block at the top level of a file.</summary>
/// <param name="Contents">Between its tags.</param>
/// <param name="Full">With its tags.</param>
/// <param name="Line">Of its first tag, from 1.</param>
/// <param name="FirstLine">That <paramref name="Full"/> begins in.</param>
internal sealed record Block(string Type, string? Name, string Contents, string Full, int Line, int FirstLine);
