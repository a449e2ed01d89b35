using ControlPlane.Warehouses;

namespace ControlPlane.Activation.Marts;

/// <summary>Streams the answer to a query from the warehouse straight into the response; memory does not grow with the rows.</summary>
internal sealed partial class MartStream(MartReader marts, MartQuery query, MartCursor cursors, ILogger logger)
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Nothing is written before the first row is there, so a statement that fails at once is still answered with a problem.</summary>
    public async Task WriteAsync(IWarehouseSession session, QueryTag tag, HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        // Only JSON has a place for the next cursor behind the rows; the others carry it in a header, so it must be known before them.
        if (query is { Limit: not null, Format: not RowFormat.Json } && await NextAsync(session, tag, cancellationToken) is { } next) Link(context, cursors.Write(query, next));

        var sql = MartSql.Of(query, marts, values: true);
        await using var reader = await session.QueryAsync(tag, sql.Text, sql.Parameters, cancellationToken);
        var page = new MartPage(query, reader, query.Columns.Count, OrderedBy);
        var more = await page.ReadAsync(cancellationToken);
        try
        {
            var output = context.Response.BodyWriter;
            var rows = Writer(output);
            using var disposable = rows as IDisposable;
            context.Response.ContentType = rows.ContentType;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            rows.Start();
            for (; more; more = await page.ReadAsync(cancellationToken))
            {
                rows.Row(reader);
                if (rows.Unflushed < FlushAt) continue;
                rows.Flush();
                await output.FlushAsync(cancellationToken);
            }
            rows.End(page.Next is { } position ? cursors.Write(query, position) : null);
            rows.Flush();
            await output.FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (context.Response.HasStarted && exception is not OperationCanceledException)
        {
            // The status is long sent: a connection cut short tells the caller that rows are missing.
            Log.CutShort(logger, tag.Tenant.ToString(), query.Table.Name, exception.Message);
            context.Abort();
        }
    }

    private int OrderedBy => query.Limit is null ? 0 : new MartOrder(query, marts.Quote).Count;

    private IRowWriter Writer(System.IO.Pipelines.PipeWriter output) => query.Format switch
    {
        RowFormat.Csv => new CsvRowWriter(query.Columns, output, query.ForSpreadsheet),
        RowFormat.Ndjson => new NdjsonRowWriter(query.Columns, output),
        _ => new JsonRowWriter(query.Columns, output),
    };

    /// <summary>Reads only what the page's rows are ordered by, in the snapshot that the rows will be read in.</summary>
    private async Task<MartPosition?> NextAsync(IWarehouseSession session, QueryTag tag, CancellationToken cancellationToken)
    {
        var sql = MartSql.Of(query, marts, values: false);
        await using var reader = await session.QueryAsync(tag, sql.Text, sql.Parameters, cancellationToken);
        var page = new MartPage(query, reader, 0, OrderedBy);
        while (await page.ReadAsync(cancellationToken))
        {
        }
        return page.Next;
    }

    private static void Link(HttpContext context, string cursor)
    {
        var request = context.Request;
        var others = request.Query.Where(parameter => parameter.Key != "cursor").SelectMany(parameter => parameter.Value.Select(value => KeyValuePair.Create(parameter.Key, value)));
        var address = request.PathBase + request.Path + QueryString.Create(others.Append(KeyValuePair.Create("cursor", (string?)cursor)));
        context.Response.Headers.Link = $"<{address}>; rel=\"next\"";
    }

    private static partial class Log
    {
        [LoggerMessage(5030, LogLevel.Warning, "An answer of mart {Mart} of {Tenant} was cut short: {Reason}")]
        public static partial void CutShort(ILogger logger, string tenant, string mart, string reason);
    }
}
