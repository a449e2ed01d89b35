using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Tests.Parsing.Properties;

/// <summary>Checksums are those that dbt Core 1.10 gives to the same declarations.</summary>
public sealed class UnitTestNodesTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public UnitTestNodesTests()
    {
        _project["models/a.sql"] = "select 1 as id, 'a' as name";
        _project["models/sub/b.sql"] = "select * from {{ ref('a') }}";
    }

    [Fact]
    public void Rows_are_given_in_place()
    {
        var test = Test("""
            unit_tests:
              - name: ut1
                model: b
                description: "check {{ doc('d1') }}"
                given:
                  - input: ref('a')
                    rows:
                      - {id: 1, name: null, d: 2024-01-01}
                      - {id: 2, name: "x"}
                expect:
                  rows:
                    - {id: 1, f: 1.5, b: true, ts: 2024-01-01 10:00:00}
                overrides:
                  vars: {minimum: 1}
                  macros: {is_incremental: false}
                config: {tags: [u1], meta: {q: 1}}
            """);
        test.UniqueId.ShouldBe("unit_test.shop.b.ut1");
        test.Fqn.ShouldBe(["shop", "b", "ut1"]);
        test.TestedNode.ShouldBe("model.shop.b");
        test.DependsOn.Nodes.ShouldBe(["model.shop.b"]);
        test.Schema.ShouldBe("dev");
        test.Description.ShouldBe("check {{ doc('d1') }}");
        test.Checksum.ShouldBe("9386aaad9f27b453f1348243d8b27d8b1e938ae3dc70ffec789f89e4fc701f77");
        test.Overrides!.Keys.ShouldBe(["macros", "vars", "env_vars"]);
        test.Tags.ShouldBe(["u1"]);
    }

    [Fact]
    public void The_first_row_without_nulls_goes_first()
    {
        var rows = (List<object?>)Test("unit_tests: [{name: u, model: b, given: [{input: ref('a'), rows: [{id: 1, name: null}, {id: 2, name: x}]}], expect: {rows: []}}]").Given[0].Rows.Rows!;
        ((IReadOnlyDictionary<string, object?>)rows[0]!)["id"].ShouldBe(2L);
    }

    [Fact]
    public void Rows_may_be_csv_or_sql_in_place_or_in_files()
    {
        _project["tests/fixtures/fx.csv"] = "id,name\n1,a\n2,\n";
        _project["tests/fixtures/fxs.sql"] = "select 1 as id, 'q' as name";
        var csv = Test("unit_tests:\n  - name: ut_csv\n    model: b\n    given:\n      - input: ref('a')\n        format: csv\n        rows: |\n          id,name\n          1,a\n          2,\n    expect: {format: csv, fixture: fx}\n");
        csv.Checksum.ShouldBe("c061c2bacb450238b38830638c7c95bb2f9a22589084645de1e9ae8ddd421b4e");
        csv.Expect.Fixture.ShouldBe("fx");
        var sql = Test("unit_tests: [{name: ut_sql, model: b, given: [{input: ref('a'), format: sql, fixture: fxs}], expect: {format: sql, rows: select 1 as id}}]");
        sql.Checksum.ShouldBe("8185d8fff64955fae958a9896fd4113ce28164facb3fdb8a4ff37fbed535ea63");
        sql.Given[0].Rows.Rows.ShouldBe("select 1 as id, 'q' as name");
    }

    [Fact]
    public void A_seed_without_rows_gives_its_own()
    {
        _project["seeds/s.csv"] = "id,note\n1,\"a \"\"b\"\", c\"\n";
        var rows = (List<object?>)Test("unit_tests: [{name: u, model: b, given: [{input: ref('s')}], expect: {rows: []}}]").Given[0].Rows.Rows!;
        ((IReadOnlyDictionary<string, object?>)rows.ShouldHaveSingleItem()!)["note"].ShouldBe("a \"b\", c");
    }

    [Fact]
    public void There_is_a_test_for_each_version_of_a_model()
    {
        _project["models/d_v1.sql"] = "select 1 as id";
        _project["models/d_v2.sql"] = "select 1 as id";
        const string Models = "models: [{name: d, versions: [{v: 1}, {v: 2}]}]\n";
        Ids(Models + "unit_tests: [{name: u, model: d, given: [], expect: {rows: [{id: 1}]}}]").ShouldBe(["unit_test.shop.d.u_v1", "unit_test.shop.d.u_v2"]);
        Ids(Models + "unit_tests: [{name: u, model: d, given: [], expect: {rows: [{id: 1}]}, versions: {include: [1]}}]").ShouldBe(["unit_test.shop.d.u_v1"]);
        Ids(Models + "unit_tests: [{name: u, model: d, given: [], expect: {rows: [{id: 1}]}, versions: {exclude: [1]}}]").ShouldBe(["unit_test.shop.d.u_v2"]);
    }

    [Fact]
    public void An_incremental_model_is_tested_in_one_of_its_two_ways()
    {
        _project["models/inc.sql"] = "{{ config(materialized='incremental') }} select 1 as id {% if is_incremental() %}where true{% endif %}";
        _project["models/schema.yml"] = "unit_tests:\n  - {name: u, model: inc, given: [], expect: {rows: []}}\n";
        _project.Errors().ShouldHaveSingleItem().ShouldStartWith("models/schema.yml:2: Boolean override for 'is_incremental' must be provided");
        _project["models/schema.yml"] = "unit_tests:\n  - {name: u, model: inc, given: [], overrides: {macros: {is_incremental: true}}, expect: {rows: []}}\n";
        _project.Errors().ShouldHaveSingleItem().ShouldContain("must have a 'this' input");
    }

    [Theory]
    [InlineData("{name: u, model: bb, given: [], expect: {rows: []}}", "Unable to find model 'shop.bb' for unit test 'u' in models/schema.yml.")]
    [InlineData("{name: u, model: b, given: [{input: ref('a'), format: csv, fixture: gone}], expect: {rows: []}}", "File not found for fixture 'gone'")]
    [InlineData("{name: u, model: b, given: [{input: ref('a'), rows: text}], expect: {rows: []}}", "which do not match format dict")]
    [InlineData("{name: u, model: b, given: [{input: ref('a'), format: xml, rows: text}], expect: {rows: []}}", "'xml' is no format of rows")]
    [InlineData("{name: u, model: b, given: []}", "has no 'expect'")]
    [InlineData("{name: u, model: b, given: [], expect: {rows: []}, versions: {include: [1]}}", "should not have a versions include or exclude")]
    [InlineData("{name: u, model: b, given: [], expct: {}, expect: {rows: []}}", "Did you mean 'expect'?")]
    public void A_malformed_unit_test_is_an_error_with_its_line(string test, string message)
    {
        _project["models/schema.yml"] = $"unit_tests:\n  - {test}\n";
        var error = _project.Errors().ShouldHaveSingleItem();
        error.ShouldStartWith("models/schema.yml:2: ");
        error.ShouldContain(message);
    }

    public void Dispose() => _project.Dispose();

    private UnitTest Test(string properties)
    {
        _project["models/schema.yml"] = properties;
        return _project.Parse().UnitTests.Values.Single();
    }

    private IReadOnlyList<string> Ids(string properties)
    {
        _project["models/schema.yml"] = properties;
        return [.. _project.Parse().UnitTests.Keys.Order(StringComparer.Ordinal)];
    }
}
