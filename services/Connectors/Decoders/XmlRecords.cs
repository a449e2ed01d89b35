using System.Xml;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Decoders;

/// <summary>Hands over the elements at a path of names one by one as they come.</summary>
internal sealed class XmlRecords(XmlReader reader, XmlBody nodes, BodyTarget target)
{
    private readonly JsonBytes _record = new();
    private object? _first;
    private long _count;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var path = target.Path;
        var matched = 0;
        await reader.MoveToContentAsync();
        do
        {
            nodes.BeginNode();
            if (reader.NodeType == XmlNodeType.EndElement && reader.Depth < matched) matched = reader.Depth;
            if (reader.NodeType != XmlNodeType.Element || reader.Depth != matched || reader.Name != path[matched]) continue;
            if (matched == path.Count - 1)
            {
                Take(await XmlElementReader.ReadAsync(reader, nodes, new XmlBudget(target.Reader.Limits.MaxRecordBytes), cancellationToken));
                await target.Reader.FlushAsync(cancellationToken);
                if (target.HasEnough()) return;
            }
            else if (!reader.IsEmptyElement)
            {
                matched++;
            }
        }
        while (await reader.ReadAsync());

        // One value alone is a record only if there is something in it.
        if (_count == 1 && _first is not null) Emit(_first);
    }

    private void Take(object? element)
    {
        if (++_count == 1)
        {
            _first = element;
            return;
        }

        if (_count == 2 && _first is not null) Emit(_first);
        if (element is not null) Emit(element);
    }

    private void Emit(object value)
    {
        _record.Clear();
        _record.Value(value);
        target.Records.OnRecord(_record.Written);
    }
}
