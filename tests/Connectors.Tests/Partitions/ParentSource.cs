using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Partitions;

/// <summary>A source whose path decides the answer: records by path, an empty page otherwise.</summary>
internal static class ParentSource
{
    public static Task<TestSource> StartAsync(IReadOnlyDictionary<string, string> recordsByPathAndQuery) => TestSource.StartAsync(context =>
    {
        var query = Uri.UnescapeDataString(context.Request.QueryString.Value ?? "");
        var path = context.Request.Path.Value!;
        var records = recordsByPathAndQuery.GetValueOrDefault(path + query) ?? recordsByPathAndQuery.GetValueOrDefault(path) ?? "";
        return $$"""{"data":[{{records}}]}""";
    });

    /// <summary>A stream as a parent, in flow style, so that it fits anywhere.</summary>
    public static string Stream(string url, string path, string more = "", string retriever = "") => $$$"""
        {type: DeclarativeStream, name: {{{path}}}, primary_key: id, {{{more}}} retriever: {type: SimpleRetriever, {{{retriever}}}
        requester: {type: HttpRequester, url_base: "{{{url}}}", path: /{{{path}}}}, record_selector: {extractor: {field_path: [data]} } } }
        """.ReplaceLineEndings(" ");

    public static string Router(string url, string path, string more = "", string stream = "", string retriever = "") => $$"""
        partition_router: {type: SubstreamPartitionRouter, parent_stream_configs: [{stream: {{Stream(url, path, stream, retriever)}}, parent_key: id, partition_field: parent, {{more}}}]}
        """;

    public static IReadOnlyList<string> Asked(this TestSource source) => [.. source.Requests.Select(r => r.Path + Uri.UnescapeDataString(r.Query))];
}
