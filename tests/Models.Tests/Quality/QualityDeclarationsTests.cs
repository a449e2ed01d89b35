using ControlPlane.Models.Errors;
using ControlPlane.Models.Quality;
using ControlPlane.Models.Quality.Checks;

namespace ControlPlane.Models.Tests.Quality;

public sealed class QualityDeclarationsTests : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public QualityDeclarationsTests()
    {
        _folder["models/orders.sql"] = "select 1 as id";
        _folder["models/customers.sql"] = "select 1 as id";
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_kinds_are_read_with_their_defaults()
    {
        var checks = Read(
            "{check: freshness, column: at, warn_after: {count: 1, period: hour}, error_after: {count: 2, period: day}}",
            "{check: volume}",
            "{check: null_share, column: email, max: 0.05, warn_max: 0.01, severity: warn, where: \"id > 1\"}",
            "{check: range, column: day, min: 2020-01-01, max: '2030-01-01'}",
            "{check: distinct_share, column: id, min: 1}",
            "{check: references, column: customer, to: ref('customers'), field: id}",
            "{check: sql, name: no_gaps, query: \"{% raw %}select 1 from {{ this }} where id in (select id from {{ ref('customers') }}){% endraw %}\"}");
        checks.Select(check => check.Name).ShouldBe(["freshness_at", "volume", "null_share_email", "range_day", "distinct_share_id", "references_customer", "no_gaps"]);
        var freshness = checks[0].ShouldBeOfType<FreshnessCheck>();
        (freshness.WarnAfter, freshness.ErrorAfter, freshness.Severity).ShouldBe((TimeSpan.FromHours(1), TimeSpan.FromDays(2), QualitySeverity.Error));
        var volume = checks[1].ShouldBeOfType<VolumeCheck>();
        (volume.WindowRuns, volume.MinHistory, volume.Sensitivity, volume.Tolerance).ShouldBe((14, 5, 3, 0.05));
        var nulls = checks[2].ShouldBeOfType<NullShareCheck>();
        (nulls.Severity, nulls.Declared.Where, nulls.Bounds).ShouldBe((QualitySeverity.Warn, "id > 1", new Bounds(Max: 0.05, WarnMax: 0.01)));
        checks[3].ShouldBeOfType<RangeCheck>().Min.ShouldBe("2020-01-01");
        checks[5].ShouldBeOfType<ReferencesCheck>().To.Name.ShouldBe("customers");
        checks[6].ShouldBeOfType<SqlCheck>().Query.ShouldBe("select 1 from {{ this }} where id in (select id from {{ ref('customers') }})");
    }

    [Fact]
    public void Checks_of_sources_and_of_the_project_file_are_read_too()
    {
        _folder["dbt_project.yml"] = ProjectFolder.Settings + "models:\n  +meta: {quality: [{check: volume}]}\n";
        _folder["models/sources.yml"] = "sources: [{name: raw, tables: [{name: orders, config: {meta: {quality: [{check: null_share, column: id, max: 0}]}}}]}]";
        QualityDeclarations.Read(_folder.Parse()).Select(declaration => $"{declaration.Node.UniqueId} {declaration.Checks.Single().Name}")
            .ShouldBe(["model.shop.customers volume", "model.shop.orders volume", "source.shop.raw.orders null_share_id"], ignoreOrder: true);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_line()
    {
        _folder["models/schema.yml"] = """
            models:
              - name: orders
                config:
                  meta:
                    quality:
                      - check: nul_share
                        column: id
                      - check: null_share
                        column: id
                        maks: 1
                      - check: range
                        column: id
                        min: 5
                        max: 1
                      - check: references
                        column: id
                        to: ref('custommers')
                        field: id
                      - check: volume
                        severity: fatal
                        window: many
            """;
        Errors().ShouldBe(
        [
            "models/schema.yml:6: The model 'orders' has a check 'nul_share', which there is not. Did you mean 'null_share'?",
            "models/schema.yml:8: The check 'null_share' of model 'orders' has no bounds, so that it could never fail. Add one of min, max, warn_min, warn_max.",
            "models/schema.yml:10: The check 'null_share' of model 'orders' has a key 'maks' that means nothing. Did you mean 'max'?",
            "models/schema.yml:13: 'min' of the check 'range' of model 'orders' is above its 'max'. Swap the two.",
            "models/schema.yml:17: 'to' of the check 'references' of model 'orders' names ref('custommers'), which there is not. Did you mean 'customers'?",
            "models/schema.yml:20: 'severity' of the check 'volume' of model 'orders' is 'fatal', which there is not. Use warn or error.",
            "models/schema.yml:21: 'window' of the check 'volume' of model 'orders' is 'many', not a whole number from 2 to 1000. Correct the number.",
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("{check: freshness, column: at, warn_after: {count: 1, period: week}}", "'warn_after' of the check 'freshness' of model 'orders' is no period. Write it as warn_after: {count: 12, period: hour}, with minute, hour or day.")]
    [InlineData("{check: freshness, column: at}", "The check 'freshness' of model 'orders' has no bounds, so that it could never fail. Add one of warn_after, error_after.")]
    [InlineData("{check: null_share, max: 0.5}", "The check 'null_share' of model 'orders' has no 'column'. Add 'column:'.")]
    [InlineData("{check: null_share, column: id, max: 5}", "'max' of the check 'null_share' of model 'orders' is 5, not between 0 and 1. Correct the number.")]
    [InlineData("{check: null_share, column: id, max: 0.1, warn_max: 0.2}", "'warn_max' of the check 'null_share' of model 'orders' is above its 'max', so that it never warns. Warn nearer to what is expected than where it fails.")]
    [InlineData("{check: sql, query: select 1}", "The check 'sql' of model 'orders' has no 'name'. Add 'name:'.")]
    [InlineData("{check: references, column: id, to: customers, field: id}", "'to' of the check 'references' of model 'orders' is 'customers', no ref or source. Write it as ref('customers') or source('shop', 'customers').")]
    [InlineData("{column: id}", "A check of the model 'orders' does not say which with 'check'. Use one of freshness, volume, null_share, range, distinct_share, references, sql.")]
    [InlineData("volume", "A check of the model 'orders' is 'volume', not a mapping. Start it with '- check:'.")]
    public void A_check_that_cannot_work_is_an_error(string check, string error)
    {
        Declare(check);
        Errors().ShouldContain(found => found.EndsWith(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_checks_of_one_name_are_an_error_since_history_is_kept_by_it()
    {
        Declare("{check: range, column: id, min: 1}", "{check: range, column: id, max: 9}");
        Errors().ShouldHaveSingleItem().ShouldEndWith("The model 'orders' has two checks with the name 'range_id'. Give one of them a 'name' of its own: history is kept by it.");
    }

    [Fact]
    public void An_ephemeral_model_has_nothing_to_check()
    {
        _folder["models/orders.sql"] = "{{ config(materialized='ephemeral') }} select 1 as id";
        Declare("{check: volume}");
        Errors().ShouldHaveSingleItem().ShouldContain("is ephemeral");
    }

    [Fact]
    public void The_dimension_that_a_data_test_names_must_be_one()
    {
        _folder["models/schema.yml"] = "models:\n  - name: orders\n    columns: [{name: id, data_tests: [unique: {config: {meta: {quality_dimension: uniquenes}}}]}]\n";
        Errors().ShouldHaveSingleItem().ShouldEndWith("'quality_dimension' of the test 'unique_orders_id' is 'uniquenes', which there is not. Did you mean 'uniqueness'?");
    }

    private void Declare(params string[] checks) =>
        _folder["models/schema.yml"] = $"models:\n  - name: orders\n    config:\n      meta:\n        quality:\n{string.Concat(checks.Select(check => $"          - {check}\n"))}";

    private IReadOnlyList<QualityCheck> Read(params string[] checks)
    {
        Declare(checks);
        return QualityDeclarations.Read(_folder.Parse()).ShouldHaveSingleItem().Checks;
    }

    private List<string> Errors() => [.. Should.Throw<ProjectInvalidException>(() => QualityDeclarations.Read(_folder.Parse())).Errors.Select(error => error.ToString())];
}
