using ControlPlane.Testing;
using ControlPlane.Testing.JsonSchema;

namespace ControlPlane.Lineage.Tests.JsonSchema;

public sealed class JsonSchemaDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("schemas");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"type": "string"}""", "1", "$: 1 is not of type string")]
    [InlineData("""{"type": ["string", "null"]}""", "null", null)]
    [InlineData("""{"type": "integer"}""", "1.5", "$: 1.5 is not of type integer")]
    [InlineData("""{"enum": ["a", "b"]}""", "\"c\"", "$: \"c\" is none of [\"a\",\"b\"]")]
    [InlineData("""{"const": 3}""", "3", null)]
    [InlineData("""{"pattern": "^v[0-9]+$"}""", "\"v12\"", null)]
    [InlineData("""{"pattern": "^v[0-9]+$"}""", "\"x\"", "$: \"x\" does not match ^v[0-9]+$")]
    [InlineData("""{"format": "uuid"}""", "\"no uuid\"", null)]
    [InlineData("""{"minItems": 2}""", "[1]", "$: 1 items are not as many as there must be")]
    [InlineData("""{"minimum": 0}""", "-1", "$: -1 is out of range")]
    [InlineData("""{"required": ["a"]}""", "{}", "$: 'a' is required")]
    [InlineData("""{"properties": {"a": true}, "additionalProperties": false}""", """{"a": 1, "b": 2}""", "$.b: nothing is allowed here")]
    [InlineData("""{"patternProperties": {"^x": {"type": "number"}}, "additionalProperties": {"type": "string"}}""", """{"x1": "", "y": ""}""", "$.x1: \"\" is not of type number")]
    [InlineData("""{"propertyNames": {"pattern": "^[a-z]+$"}}""", """{"A": 1}""", "$.A (its name): \"A\" does not match ^[a-z]+$")]
    [InlineData("""{"prefixItems": [{"type": "string"}], "items": {"type": "number"}}""", """["a", 1, "b"]""", "$[2]: \"b\" is not of type number")]
    [InlineData("""{"allOf": [{"required": ["a"]}, {"required": ["b"]}]}""", """{"a": 1}""", "$: 'b' is required")]
    [InlineData("""{"oneOf": [{"type": "number"}, {"minimum": 0}]}""", "1", "$: fits 2 of the alternatives, where only one is allowed")]
    [InlineData("""{"anyOf": [{"required": ["a", "b"]}, {"required": ["c"]}]}""", "{}", "$: fits none of 2 alternatives; the nearest: $: 'c' is required")]
    [InlineData("""{"not": {"required": ["a"]}}""", """{"a": 1}""", "$: is what the schema excludes")]
    [InlineData("""{"$ref": "#/$defs/n", "maximum": 3, "$defs": {"n": {"type": "number"}}}""", "4", "$: 4 is out of range")]
    public void A_value_is_valid_or_the_error_names_its_place(string schema, string value, string? error)
    {
        File.WriteAllText(_folder["schema.json"], schema);
        JsonSchemaDocument.Load(_folder["schema.json"]).Validate(value).ShouldBe(error is null ? [] : [error]);
    }

    [Fact]
    public void References_lead_to_files_beside_by_name_and_by_id()
    {
        File.WriteAllText(_folder["core.json"], """{"$id": "https://example.org/core.json", "$defs": {"name": {"$ref": "#/$defs/text"}, "text": {"type": "string"}}}""");
        File.WriteAllText(_folder["event.json"], """{"properties": {"a": {"$ref": "https://example.org/core.json#/$defs/name"}, "b": {"$ref": "core.json#/$defs/text"}}}""");
        JsonSchemaDocument.Load(_folder["event.json"]).Validate("""{"a": 1, "b": 2}""").ShouldBe(["$.a: 1 is not of type string", "$.b: 2 is not of type string"]);
    }

    [Fact]
    public void A_reference_that_leads_nowhere_is_the_schemas_fault()
    {
        File.WriteAllText(_folder["schema.json"], """{"$ref": "https://example.org/other.json"}""");
        Should.Throw<InvalidDataException>(() => JsonSchemaDocument.Load(_folder["schema.json"]).Validate("1")).Message.ShouldContain("https://example.org/other.json");
    }

    [Fact]
    public void A_part_of_a_document_is_a_schema_too()
    {
        File.WriteAllText(_folder["schema.json"], """{"$defs": {"a": {"type": "string"}}}""");
        JsonSchemaDocument.Load(_folder["schema.json"]).At("#/$defs/a").Validate("1").ShouldBe(["$: 1 is not of type string"]);
    }
}
