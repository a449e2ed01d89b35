using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ControlPlane.Connectors.Manifests;

/// <summary>
/// Passes YAML on as long as it is a tree of bounded depth whose keys are texts. Nesting without end, an alias within what it stands for,
/// and aliases that multiply within a key would each end the process before anybody sees the document.
/// </summary>
internal sealed class TreeParser(IParser inner, int maxDepth) : IParser
{
    private readonly Stack<Level> _open = new();

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext()) return false;
        switch (inner.Current)
        {
            case MappingEnd or SequenceEnd:
                _open.Pop();
                break;
            case AnchorAlias alias:
                if (_open.Any(level => level.Anchor == alias.Value)) throw Wrong($"the alias *{alias.Value} stands within what it means");
                Take(isText: true);
                break;
            case MappingStart or SequenceStart:
                Take(isText: false);
                if (_open.Count >= maxDepth) throw Wrong($"nested more than {maxDepth} levels deep");
                _open.Push(new(((NodeEvent)inner.Current).Anchor, inner.Current is MappingStart));
                break;
            case Scalar:
                Take(isText: true);
                break;
        }

        return true;
    }

    /// <summary>Within a mapping keys and values take turns.</summary>
    private void Take(bool isText)
    {
        if (!_open.TryPeek(out var level) || !level.IsMapping) return;
        if (!level.IsAtValue && (!isText || inner.Current is AnchorAlias)) throw Wrong("a key must be text");
        level.IsAtValue = !level.IsAtValue;
    }

    private YamlException Wrong(string why) => new(inner.Current!.Start, inner.Current.End, why);

    private sealed class Level(AnchorName anchor, bool isMapping)
    {
        public AnchorName Anchor => anchor;

        public bool IsMapping => isMapping;

        public bool IsAtValue { get; set; }
    }
}
