using System.Globalization;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests;

public sealed class SourceTotalTests
{
    private const string Pages = """
        type: DefaultPaginator
        page_size_option: {inject_into: request_parameter, field_name: size}
        page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
        pagination_strategy: {type: PageIncrement, page_size: 2, inject_on_first_request: true}
        """;

    [Theory]
    [InlineData("5,5,5")]
    // A record came while the stream was read, and was seen or not.
    [InlineData("5,5,6")]
    [InlineData("4,5,5")]
    // Some write it as text.
    [InlineData("\"5\",\"5\",\"5\"")]
    public async Task A_total_that_agrees_with_what_came_is_kept_without_a_word(string said)
    {
        var result = await ReadAsync(said.Split(','));
        result.Records.ShouldBe(5);
        result.SourceTotal.ShouldBe(long.Parse(said.Split(',')[^1].Trim('"'), CultureInfo.InvariantCulture));
        result.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("7,7,7", 7)]
    [InlineData("3,3,3", 3)]
    public async Task A_total_that_does_not_is_a_warning_and_the_read_succeeds(string said, long total)
    {
        var result = await ReadAsync(said.Split(','));
        (result.Records, result.SourceTotal).ShouldBe((5, total));
        var warning = result.Warnings.ShouldHaveSingleItem();
        warning.Kind.ShouldBe("SourceTotal");
        warning.Message.ShouldBe($"the source says that it has {total} records, but its pages held 5: records may be missing or come twice; look at the paginator, or read again");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"many\"")]
    [InlineData("{}")]
    public async Task What_is_no_number_is_not_compared(string said)
    {
        var result = await ReadAsync([said]);
        result.SourceTotal.ShouldBeNull();
        result.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_that_a_filter_drops_were_there()
    {
        var result = await ReadAsync(["5"], filter: "{{ record['id'] > 2 }}");
        (result.Records, result.SourceTotal, result.Warnings.Count).ShouldBe((2, 5, 0));
    }

    [Fact]
    public async Task Every_partition_has_a_total_of_its_own()
    {
        await using var source = await TestSource.StartAsync(c => $$"""{"meta":{"total":{{(c.Request.Query["kind"] == "b" ? 3 : 2)}} },"data":[{"id":1},{"id":2}]}""");
        var result = await new Reading(source.Url)
        {
            Retriever = """
                x-reported-total: [meta, total]
                partition_router: {type: ListPartitionRouter, values: [a, b], cursor_field: kind, request_option: {inject_into: request_parameter, field_name: kind}}
                """,
        }.RunAsync();
        result.SourceTotal.ShouldBe(5);
        result.Warnings.ShouldHaveSingleItem().Message.ShouldStartWith("the source says that it has 5 records, but its pages held 4 (1 of 2 slices are wrong)");
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_page_unless_it_is_asked_for()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"id":1}],"total":9}""");
        var result = await new Reading(source.Url).RunAsync();
        (result.SourceTotal, result.Warnings.Count).ShouldBe((null, 0));
    }

    [Theory]
    [InlineData("total")]
    [InlineData("[]")]
    [InlineData("[1]")]
    public void What_is_no_path_is_refused(string path) =>
        Should.Throw<ManifestException>(() => Connector.Load(new Reading("https://example.org") { Retriever = $"x-reported-total: {path}" }.Manifest, "manifest.yaml", TimeProvider.System))
            .Message.ShouldContain("expected the path to a number in the response");

    /// <param name="said">By each page; the last one by all that follow.</param>
    private static async Task<ReadResult> ReadAsync(string[] said, string? filter = null)
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            var page = int.Parse(c.Request.Query["page"]!, CultureInfo.InvariantCulture);
            var ids = Enumerable.Range(page * 2, 2).Where(id => id < 5).Select(id => $"{{\"id\":{id}}}");
            return $"{{\"total\":{said[Math.Min(page, said.Length - 1)]},\"data\":[{string.Join(',', ids)}]}}";
        });
        return await new Reading(source.Url)
        {
            Retriever = "x-reported-total: [total]",
            Paginator = Pages,
            Selector = filter is null ? "field_path: [data]" : $"  field_path: [data]\nrecord_filter: {{type: RecordFilter, condition: \"{filter}\"}}",
        }.RunAsync();
    }
}
