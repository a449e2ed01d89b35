namespace ControlPlane.Models.Jinja.Blocks;

/// <summary>Cuts the blocks of some types out of a file. They stand at the top level: not in one another, not inside of an if or a for.</summary>
internal static class BlockFinder
{
    public static IReadOnlyList<Block> Find(string text, string? file, params IReadOnlyCollection<string> types)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
            return [];
        var scanner = new TagScanner(text, file);
        List<Block> blocks = [];
        Stack<BlockTag> control = new();
        BlockTag? open = null;
        foreach (var tag in scanner.Tags())
        {
            if (tag.Type is "if" or "for")
                control.Push(tag);
            else if (tag.Type is "endif" or "endfor")
                Close(scanner, control, tag);

            if (types.Contains(tag.Type))
            {
                if (control.Count > 0)
                    throw scanner.Fail($"Got a block definition inside control flow at {At(scanner, tag.Start)}. All dbt block definitions must be at the top level", tag.Start);
                if (open is not null)
                    throw Nested(scanner, open, tag);
                open = tag;
            }
            else if (open is not null && tag.Type == "end" + open.Type)
            {
                var (line, _) = scanner.Position(text.IndexOf('{', open.Start));
                blocks.Add(new Block(open.Type, open.Name, text[open.End..tag.Start], text[open.Start..tag.End], line, scanner.Position(open.Start).Line));
                open = null;
            }
        }

        return open is null
            ? blocks
            : throw scanner.Fail($"Reached EOF without finding a close tag for {open.Type} (searched from line {scanner.Position(open.End).Line})", open.Start);
    }

    private static void Close(TagScanner scanner, Stack<BlockTag> control, BlockTag end)
    {
        if (!control.TryPop(out var start))
            throw scanner.Fail($"Got an unexpected control flow end tag, got {end.Type} but never saw a preceding {end.Type[3..]} (@ {At(scanner, end.Start)})", end.Start);
        if (end.Type != "end" + start.Type)
            throw scanner.Fail($"Got an unexpected control flow end tag, got {end.Type} but expected end{start.Type} next (@ {At(scanner, end.Start)})", end.Start);
    }

    private static Templating.TemplateException Nested(TagScanner scanner, BlockTag outer, BlockTag inner) => scanner.Fail(
        $"Got nested tags: {outer.Type} (started at {At(scanner, outer.Start)}) did not have a matching {{% end{outer.Type} %}} before a subsequent {inner.Type} was found "
        + $"(started at {At(scanner, inner.Start)})",
        inner.Start);

    private static string At(TagScanner scanner, int offset)
    {
        var (line, column) = scanner.Position(offset);
        return $"{line}:{column - 1}";
    }
}
