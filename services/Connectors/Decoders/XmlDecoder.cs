using System.Text;
using System.Xml;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Decoders;

/// <summary>
/// XML as the dictionaries that the reference makes of it: an element is an object of its attributes (<c>@name</c>), its child elements
/// (a list where several have one name) and its text (<c>#text</c>), or its text alone. Where the path names the elements of the records
/// only one of these is held at a time; otherwise, or when templates look at the response, the whole document.
/// </summary>
internal sealed record XmlDecoder : IDecoder
{
    public bool ShowsResponse => true;

    public async Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken)
    {
        await using var timed = new TimedStream(body, target.Reader.Limits);
        var encoding = target.Charset is { } charset ? TextEncodings.Find(charset) : null;
        var settings = new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
        try
        {
            var streams = target.Capture is null && NamesElements(target.Path);
            await using var nodes = new XmlBody(timed, streams ? target.Reader.Limits.MaxRecordBytes : target.Reader.Limits.MaxResponseBytes);
            using var text = encoding is null ? null : new StreamReader(nodes, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
            using var reader = text is null ? XmlReader.Create(nodes, settings) : XmlReader.Create(text, settings);
            if (streams) await new XmlRecords(reader, nodes, target).ReadAsync(cancellationToken);
            else await ReadWholeAsync(reader, nodes, target, cancellationToken);
        }
        catch (XmlException e)
        {
            throw new BrokenPageException($"the body is not XML that can be read: {e.Message}", e);
        }
    }

    private static bool NamesElements(IReadOnlyList<string> path) =>
        path.Count >= 2 && path.All(name => name.Length > 0 && name[0] is not ('@' or '#') && !char.IsAsciiDigit(name[0]) && !name.Contains('*', StringComparison.Ordinal))
        && !BodyExtractor.IsGlob(path);

    private static async Task ReadWholeAsync(XmlReader reader, XmlBody nodes, BodyTarget target, CancellationToken cancellationToken)
    {
        await reader.MoveToContentAsync();
        var name = reader.Name;
        var budget = new XmlBudget(target.Reader.Limits.MaxResponseBytes);
        var root = await XmlElementReader.ReadAsync(reader, nodes, budget, cancellationToken);
        var json = new Records.Documents.JsonBytes();
        json.Value(new Dictionary<string, object?> { [name] = root });
        target.Capture?.Keep(json.Written);
        target.Values().OnRecord(json.Written);
    }
}

/// <summary>How much of a document may be held.</summary>
internal sealed class XmlBudget(int bytes)
{
    private long _left = bytes;

    public void Take(string text)
    {
        if ((_left -= Encoding.UTF8.GetByteCount(text) + 16) < 0)
            throw new ConnectorException(ConnectorFaultKind.Source, $"an XML document or element that has to be held whole is larger than {bytes} bytes");
    }
}
