namespace ControlPlane.Benchmarks.Bare;

/// <summary>The least that reading an API can cost: each page's bytes to a file, nothing looked at. A program of its own, as the product's is.</summary>
internal static class BareDownload
{
    public const string Argument = "bare-download";

    public static async Task<int> RunAsync(string address, int pages, string file)
    {
        using var http = new HttpClient();
        await using var target = File.Create(file);
        for (var page = 1; page <= pages + 1; page++)
        {
            await using var body = await http.GetStreamAsync($"{address}/events?page={page}&last={pages}");
            await body.CopyToAsync(target);
        }
        return 0;
    }
}
