using System.Globalization;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>Serves <c>/things?page=n</c>.</summary>
internal static class ThingSource
{
    public static Task<TestSource> StartAsync(int pages, int perPage, Func<int, string>? thing = null) => TestSource.StartAsync(context =>
    {
        var page = PageOf(context);
        return page > pages ? "[]" : Page((page - 1) * perPage + 1, perPage, thing);
    });

    public static int PageOf(HttpContext context) => int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture);

    public static string Page(int first, int count, Func<int, string>? thing = null) => $"[{string.Join(',', Enumerable.Range(first, count).Select(thing ?? Thing))}]";

    public static string Thing(int id) => $$"""{"id":{{id}},"name":"thing {{id}}"}""";
}
