using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Decoders;

/// <summary>Where a decoded body goes.</summary>
/// <param name="Path">Where the records are in each decoded value; see <see cref="RecordScanner"/>.</param>
/// <param name="Records">Takes the records.</param>
/// <param name="Reader">Reads streams piece by piece, within the limits.</param>
internal sealed record BodyTarget(IReadOnlyList<string> Path, IRecordReceiver Records, PageReader Reader)
{
    /// <summary>Null unless a template looks at the response.</summary>
    public ResponseCapture? Capture { get; init; }

    /// <summary>Asked between pieces: true leaves the rest unread.</summary>
    public Func<bool> HasEnough { get; init; } = static () => false;

    /// <summary>The encoding that the content type names.</summary>
    public string? Charset { get; init; }

    public Task ReadAsync(Stream body, IBodyScanner scanner, CancellationToken cancellationToken) => Reader.ReadAsync(body, scanner, HasEnough, cancellationToken);

    /// <summary>For decoders that give one JSON value after the other.</summary>
    public IRecordReceiver Values() => Path.Count == 0 && !BodyExtractor.IsGlob(Path) ? new RootExtractor(Records) : new BodyExtractor(Path, Records);
}
