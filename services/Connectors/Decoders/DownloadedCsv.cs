using System.Text;

namespace ControlPlane.Connectors.Decoders;

/// <summary>
/// The CSV file that a job has made, as ResponseToFileExtractor reads it: compressed or not, in the encoding of its content type, with
/// the words that stand for missing values.
/// </summary>
internal sealed record DownloadedCsv(bool PreservesNaValues) : IDecoder
{
    private static readonly byte[][] Missing = [.. new[]
    {
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly CsvFormat _format = new()
    {
        Nulls = PreservesNaValues ? [[]] : Missing,
        NamesAllColumns = true,
        DropsZeroBytes = true,
        RefusesLongRows = true,
    };

    public bool ShowsResponse => false;

    public async Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken)
    {
        await using var plain = new CompressedStream(body, zlib: true);
        var encoding = TextEncodings.Find(target.Charset ?? "utf-8") ?? Encoding.UTF8;
        await target.ReadAsync(TextEncodings.ToUtf8(plain, encoding), new CsvScanner(_format, target.Values()), cancellationToken);
    }
}
