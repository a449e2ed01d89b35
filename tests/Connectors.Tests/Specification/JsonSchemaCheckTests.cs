using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Specification;

public sealed class JsonSchemaCheckTests
{
    private static string Problems(string schema, string config) => string.Join(" | ", Connector.Load($$"""
        {"version":"6.0.0","check":{"stream_names":["a"]},
         "streams":[{"name":"a","retriever":{"requester":{"url":"http://x"},"record_selector":{"extractor":{"field_path":[]} } } }],
         "spec":{"connection_specification":{{schema}} } }
        """, "m.json", TimeProvider.System).Validate(JsonNode.Parse(config)!.AsObject()));

    [Theory]
    [InlineData("""{"required":["a","b"]}""", """{"a":1}""", "'b' is a required property")]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", """{"a":1.0}""", "")]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", """{"a":1.5}""", "a: 1.5 is not of type 'integer'")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", """{"a":true}""", "a: true is not of type 'number'")]
    [InlineData("""{"properties":{"a":{"type":["null","string"]}}}""", """{"a":null}""", "")]
    [InlineData("""{"properties":{"a":{"enum":["x","y"]}}}""", """{"a":"z"}""", "a: 'z' is not one of ['x', 'y']")]
    [InlineData("""{"properties":{"a":{"const":"x"}}}""", """{"a":"z"}""", "a: 'x' was expected")]
    [InlineData("""{"properties":{"a":{"type":"string","pattern":"^[0-9]{4}$","pattern_descriptor":"YYYY"}}}""", """{"a":"12"}""", "a: '12' does not match '^[0-9]{4}$' (YYYY)")]
    [InlineData("""{"properties":{"a":{"type":"string","airbyte_secret":true,"minLength":20}}}""", """{"a":"s3cret"}""", "a: the value is too short: at least 20 characters")]
    [InlineData("""{"properties":{"a":{"minimum":1,"exclusiveMaximum":5,"multipleOf":2}}}""", """{"a":5}""", "a: 5 must be less than 5 | a: 5 is not a multiple of 2")]
    [InlineData("""{"properties":{"a":{"type":"array","items":{"type":"string"},"minItems":3,"uniqueItems":true}}}""", """{"a":["x",1]}""", "a: there must be at least 3 items | a[1]: 1 is not of type 'string'")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b":2}""", "additional properties are not allowed ('b' was unexpected)")]
    [InlineData("""{"additionalProperties":false}""", """{"_limit":1,"_page_size":2}""", "")]
    [InlineData("""{"patternProperties":{"^x":{"type":"string"}},"additionalProperties":{"type":"integer"}}""", """{"x1":1,"y":2}""", "x1: 1 is not of type 'string'")]
    [InlineData("""{"allOf":[{"required":["a"]},{"required":["b"]}]}""", "{}", "'a' is a required property | 'b' is a required property")]
    [InlineData("""{"anyOf":[{"required":["a"]},{"required":["b"]}]}""", """{"b":1}""", "")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]}}""", """{"a":1}""", "'b' is a required property")]
    [InlineData("""{"not":{"required":["a"]}}""", """{"a":1}""", "the value is what the schema excludes")]
    [InlineData("""{"dependencies":{"a":["b"]}}""", """{"a":1}""", "'b' is a dependency of 'a'")]
    public void Each_rule_names_the_field_and_what_is_wrong(string schema, string config, string problems) => Problems(schema, config).ShouldBe(problems);

    [Fact]
    public void Of_several_alternatives_the_one_that_was_meant_is_explained()
    {
        const string schema = """
            {"properties":{"credentials":{"oneOf":[
              {"title":"OAuth","properties":{"kind":{"const":"oauth"},"client":{"type":"string"}},"required":["kind","client","secret"]},
              {"title":"Key","properties":{"kind":{"const":"key"},"key":{"type":"string"}},"required":["kind","key"]}]}}}
            """;
        Problems(schema, """{"credentials":{"kind":"key","key":"k"}}""").ShouldBe("");
        Problems(schema, """{"credentials":{"kind":"oauth"}}""").ShouldBe("credentials: the value fits none of the 2 alternatives; for 'OAuth': credentials: 'client' is a required property");
        Problems("""{"oneOf":[{"type":"object"},{"required":[]}]}""", "{}").ShouldContain("fits 2 of the 2 alternatives");
    }
}
