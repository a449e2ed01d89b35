using System.Text;
using System.Xml;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Decoders;

/// <summary>Reads one element with all that is in it.</summary>
internal static class XmlElementReader
{
    /// <summary>The element as a dictionary, a text, or null when nothing is in it; the reader stands on its end tag afterwards.</summary>
    public static async Task<object?> ReadAsync(XmlReader reader, XmlBody nodes, XmlBudget budget, CancellationToken cancellationToken)
    {
        var open = new Stack<Element>();
        open.Push(Start(reader, budget));
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (open.Peek().IsClosed)
            {
                var element = open.Pop();
                var value = element.Value();
                if (open.Count == 0) return value;
                open.Peek().Add(element.Name, value);
            }

            await reader.ReadAsync();
            nodes.BeginNode();
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (open.Count >= JsonSlice.MaxDepth) throw new ConnectorException(ConnectorFaultKind.Source, $"the page is nested more than {JsonSlice.MaxDepth} levels deep");
                    open.Push(Start(reader, budget));
                    break;
                case XmlNodeType.EndElement:
                    open.Peek().IsClosed = true;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    var text = await reader.GetValueAsync();
                    budget.Take(text);
                    open.Peek().Text.Append(text);
                    break;
            }
        }
    }

    private static Element Start(XmlReader reader, XmlBudget budget)
    {
        budget.Take(reader.Name);
        var element = new Element(reader.Name) { IsClosed = reader.IsEmptyElement };
        while (reader.MoveToNextAttribute())
        {
            budget.Take(reader.Value);
            element.Add($"@{reader.Name}", reader.Value);
        }

        reader.MoveToElement();
        return element;
    }

    private sealed class Element(string name)
    {
        private OrderedDictionary<string, object?>? _members;

        public string Name => name;

        public StringBuilder Text { get; } = new();

        public bool IsClosed { get; set; }

        public void Add(string member, object? value)
        {
            _members ??= new(StringComparer.Ordinal);
            if (!_members.TryGetValue(member, out var before)) _members[member] = value;
            else if (before is List<object?> list) list.Add(value);
            else _members[member] = new List<object?> { before, value };
        }

        public object? Value()
        {
            var text = Text.ToString().Trim();
            if (_members is null) return text.Length == 0 ? null : text;
            if (text.Length > 0) Add("#text", text);
            return _members;
        }
    }
}
