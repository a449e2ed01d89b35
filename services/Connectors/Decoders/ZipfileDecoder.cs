using System.IO.Compression;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Decoders;

/// <summary>Every file of an archive, one after the other. The archive is kept on disk, as its table of contents stands at its end.</summary>
internal sealed record ZipfileDecoder(IDecoder Inner) : IDecoder
{
    public bool ShowsResponse => true;

    public static ZipfileDecoder? Compile(Component c) => c.Child("decoder", DecoderKinds.Inner, required: true) is { } inner ? new(inner) : null;

    public async Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken)
    {
        await using var file = new ArchiveFile(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        await target.Reader.ReadAsync(body, new SpooledBody(file), static () => false, cancellationToken);
        file.Position = 0;
        try
        {
            file.BeginDirectory();
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var entries = archive.Entries;
            file.EndDirectory();

            // The limits are those of the page, however many files it is spread over.
            var current = new CurrentEntry();
            await using var unpacked = new TimedStream(current, target.Reader.Limits);
            foreach (var entry in entries.Where(e => !e.FullName.EndsWith('/')))
            {
                if (target.HasEnough()) return;
                await using var content = await entry.OpenAsync(cancellationToken);
                current.Content = content;

                // The first record of the first file is what the reference shows of an archive.
                await Inner.DecodeAsync(unpacked, target with { Capture = null, Records = target.Capture is null ? target.Records : new FirstValue(target) }, cancellationToken);
            }
        }
        catch (InvalidDataException e)
        {
            throw new BrokenPageException("the body is not a whole zip file", e);
        }
    }

    /// <summary>The file of the archive that is being read.</summary>
    private sealed class CurrentEntry : ReadOnlyStream
    {
        public Stream Content { get; set; } = Null;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Content.ReadAsync(buffer, cancellationToken);
    }

    private sealed class SpooledBody(FileStream file) : IBodyScanner
    {
        public int Scan(ReadOnlySpan<byte> data, bool isFinal)
        {
            file.Write(data);
            return data.Length;
        }
    }

    private sealed class FirstValue(BodyTarget target) : IRecordReceiver
    {
        public void OnRecord(ReadOnlySpan<byte> recordUtf8)
        {
            if (target.Capture!.IsEmpty) target.Capture.Keep(recordUtf8);
            target.Records.OnRecord(recordUtf8);
        }
    }
}
