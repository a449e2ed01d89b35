using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Records;

public sealed class NormalizationTests
{
    [Theory]
    [InlineData("{type: string}", "1", "\"1\"")]
    [InlineData("{type: string}", "true", "\"True\"")]
    [InlineData("{type: string}", "null", "\"None\"")]
    [InlineData("{type: ['null', string]}", "null", "null")]
    [InlineData("{type: [string, 'null']}", "1.50", "\"1.5\"")]
    [InlineData("{type: string}", "0.12345678901234567890", "\"0.12345678901234567890\"")]
    [InlineData("{type: string}", "{\"a\": [1]}", "\"{'a': [1]}\"")]
    [InlineData("{type: number}", "\"12.5\"", "12.5")]
    [InlineData("{type: number}", "5", "5.0")]
    [InlineData("{type: number}", "1.10", "1.10")]
    [InlineData("{type: number}", "\"aa\"", "\"aa\"")]
    [InlineData("{type: number}", "12345678901234567890", "12345678901234567890")]
    [InlineData("{type: integer}", "\"12\"", "12")]
    [InlineData("{type: integer}", "1.7", "1")]
    [InlineData("{type: integer}", "\"1.5\"", "\"1.5\"")]
    [InlineData("{type: boolean}", "\"yes\"", "true")]
    [InlineData("{type: boolean}", "\"maybe\"", "\"maybe\"")]
    [InlineData("{type: boolean}", "0", "false")]
    [InlineData("{type: array}", "10", "[10]")]
    [InlineData("{type: array, items: {type: [string, 'null']}}", "10", "[\"10\"]")]
    [InlineData("{type: array, items: {type: string}}", "[1, 2]", "[\"1\",\"2\"]")]
    [InlineData("{type: [string, number]}", "true", "true")]
    [InlineData("{oneOf: [{type: string}]}", "1", "1")]
    [InlineData("{type: object, properties: {x: {type: string}}}", "{\"x\":1,\"y\":2}", "{\"x\":\"1\",\"y\":2}")]
    [InlineData("{type: array, items: {type: object, properties: {x: {type: integer}}}}", "[{\"x\":\"7\"}]", "[{\"x\":7}]")]
    public async Task Values_are_brought_to_the_declared_type(string schema, string value, string expected)
    {
        await using var source = await TestSource.StartAsync(_ => $$"""{"data":[{"v":{{value}},"n":1.10}]}""");
        var reading = new Reading(source.Url)
        {
            Selector = "  field_path: [data]\nschema_normalization: Default",
            Stream = $"schema_loader:\n  type: InlineSchemaLoader\n  schema:\n    type: object\n    properties:\n      v: {schema}",
        };
        await reading.RunAsync();
        reading.Sink.Records.ShouldBe([$$"""{"v":{{expected}},"n":1.10}"""]);
    }
}
