using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Benchmarks.Hosting;

/// <summary>
/// An API that serves <c>/records?page=n</c> (or <c>/of/{pages}/records?page=n</c> of any number of pages) and <c>/events?page=n&amp;last=m</c> from memory,
/// in a process of its own so that neither its work nor its memory is counted with the product's.
/// </summary>
internal sealed class RecordServer : IDisposable
{
    public const string Argument = "serve-records";
    public const int Pages = 100;
    public const int PerPage = 1000;

    private readonly Process _process;

    private RecordServer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <summary>Bytes of all pages together.</summary>
    public static long Bytes { get; } = Enumerable.Range(1, Pages).Sum(page => (long)Page(page).Length);

    public static async Task<RecordServer> StartAsync()
    {
        var start = SelfProcess.With(Argument);
        (start.RedirectStandardOutput, start.RedirectStandardInput) = (true, true);
        var process = Process.Start(start)!;
        return new RecordServer(process, await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The record server ended."));
    }

    /// <summary>What the process itself does; it ends with whoever started it.</summary>
    public static async Task<int> ServeAsync()
    {
        var pages = Enumerable.Range(1, Pages).Select(Page).Append("[]"u8.ToArray()).ToArray();
        var events = new Lazy<byte[][]>(() => [.. Enumerable.Range(1, Events.Pages).Select(Events.Page)]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(async context =>
        {
            var number = int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture) - 1;
            var isEvents = context.Request.Path == "/events";
            var last = isEvents ? int.Parse(context.Request.Query["last"].ToString(), CultureInfo.InvariantCulture)
                : context.Request.Path.Value!.Split('/') is ["", "of", var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : Pages;
            var page = number >= last ? pages[Pages] : isEvents ? events.Value[number % Events.Pages] : pages[number % Pages];
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = page.Length;
            await context.Response.Body.WriteAsync(page, context.RequestAborted);
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static byte[] Page(int page)
    {
        var random = new Random(page);
        var records = Enumerable.Range((page - 1) * PerPage + 1, PerPage).Select(id =>
            $$"""{"id":{{id}},"name":"{{random.GetHexString(24)}}","email":"{{random.GetHexString(12, lowercase: true)}}@example.org","updated_at":"2026-01-{{random.Next(1, 29):00}}T{{random.Next(24):00}}:00:00Z","amount":{{random.Next(1_000_000)}}.{{random.Next(10, 100)}},"active":true,"address":{"street":"{{random.GetHexString(18)}} Street","city":"{{random.GetHexString(10)}}"},"note":"{{random.GetHexString(60)}}"}""");
        return Encoding.UTF8.GetBytes($"[{string.Join(',', records)}]");
    }
}
