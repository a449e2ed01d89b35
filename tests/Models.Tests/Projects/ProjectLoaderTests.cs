using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests.Projects;

public sealed class ProjectLoaderTests
{
    [Fact]
    public void A_project_has_the_defaults_of_the_reference()
    {
        using var folder = new ProjectFolder("name: shop\nprofile: shop");
        var root = folder.Load().Root;
        ((IEnumerable<string>)[.. root.ModelPaths, .. root.SeedPaths, .. root.SnapshotPaths, .. root.TestPaths, .. root.AnalysisPaths, .. root.MacroPaths])
            .ShouldBe(["models", "seeds", "snapshots", "tests", "analyses", "macros"]);
        root.TargetPath.ShouldBe("target");
        root.PackagesPath.ShouldBe("dbt_packages");
    }

    [Fact]
    public void Former_names_of_paths_are_understood()
    {
        using var folder = new ProjectFolder($"{ProjectFolder.Settings}source-paths: [sql]\ndata-paths: [data]");
        var root = folder.Load().Root;
        root.ModelPaths.ShouldBe(["sql"]);
        root.SeedPaths.ShouldBe(["data"]);
    }

    [Fact]
    public void A_former_name_beside_the_present_one_is_an_error()
    {
        using var folder = new ProjectFolder($"{ProjectFolder.Settings}source-paths: [sql]\nmodel-paths: [models]");
        Errors(folder).ShouldHaveSingleItem().ShouldStartWith("dbt_project.yml:4: source-paths and model-paths cannot both be defined.");
    }

    [Fact]
    public void An_unknown_key_is_an_error_that_names_the_nearest()
    {
        using var folder = new ProjectFolder($"{ProjectFolder.Settings}model-path: [models]");
        Errors(folder).ShouldBe(["dbt_project.yml:4: 'model-path' is not a key of a project. Did you mean 'model-paths'?"]);
    }

    [Fact]
    public void Values_are_rendered_but_hooks_and_vars_are_not()
    {
        using var folder = new ProjectFolder("""
            name: shop
            profile: shop
            target-path: "{{ env_var('OUT', 'out') }}"
            on-run-start: "create schema {{ target.schema }}"
            vars: {start: "{{ target.name }}"}
            models:
              shop:
                +schema: "{{ target.name }}_x"
                +enabled: "{{ target.name == 'dev' }}"
                +post-hook: "grant {{ this }}"
            """);
        var root = folder.Load().Root;
        root.TargetPath.ShouldBe("out");
        root.OnRunStart.ShouldBe(["create schema {{ target.schema }}"]);
        root.Vars["start"].ShouldBe("{{ target.name }}");
        var shop = (IReadOnlyDictionary<string, object?>)root.Configs["models"]["shop"]!;
        shop["+schema"].ShouldBe("dev_x");
        shop["+enabled"].ShouldBe(true);
        shop["+post-hook"].ShouldBe("grant {{ this }}");
        ((IReadOnlyDictionary<string, object?>)root.UnrenderedConfigs["models"]["shop"]!)["+schema"].ShouldBe("{{ target.name }}_x");
    }

    [Fact]
    public void Tests_is_another_name_for_data_tests()
    {
        using var folder = new ProjectFolder($"{ProjectFolder.Settings}tests:\n  +severity: warn");
        folder.Load().Root.Configs["data_tests"]["+severity"].ShouldBe("warn");
    }

    [Theory]
    [InlineData("'>=1.0.0'")]
    [InlineData("[\">=1.3.0\", \"<2.0.0\"]")]
    [InlineData("\">=1.3.0,<2.0.0\"")]
    public void A_compatible_version_may_be_required(string required)
    {
        using var folder = new ProjectFolder($"{ProjectFolder.Settings}require-dbt-version: {required}");
        folder.Load().Root.Name.ShouldBe("shop");
    }

    [Fact]
    public void A_version_that_this_engine_is_not_compatible_with_is_an_error_unless_versions_are_not_checked()
    {
        using var folder = new ProjectFolder($"{ProjectFolder.Settings}require-dbt-version: '>=2.0.0'");
        Errors(folder).ShouldHaveSingleItem().ShouldContain("not supported with the 'shop' package");
        folder.Load(new LoadOptions { VersionCheck = false }).Root.Name.ShouldBe("shop");
    }

    [Theory]
    [InlineData("name: my-shop", "'my-shop' cannot be a project's name.")]
    [InlineData("name: model", "is a reserved word")]
    [InlineData("version: '1.0'", "The project has no name.")]
    public void A_project_needs_a_usable_name(string line, string message)
    {
        using var folder = new ProjectFolder($"{line}\nprofile: shop");
        Errors(folder).ShouldHaveSingleItem().ShouldContain(message);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        using var folder = new ProjectFolder($"{ProjectFolder.Settings}model-paths: models\non-run-end: {{a: 1}}\nquoting: {{schema: 1}}");
        Errors(folder).Count.ShouldBe(3);
    }

    [Fact]
    public void A_folder_without_a_project_is_an_error()
    {
        using var folder = new ProjectFolder();
        File.Delete(Path.Combine(folder.Path, "dbt_project.yml"));
        Errors(folder).ShouldHaveSingleItem().ShouldStartWith("dbt_project.yml: There is no dbt_project.yml");
    }

    [Fact]
    public void Selectors_are_read()
    {
        using var folder = new ProjectFolder();
        folder["selectors.yml"] = "selectors:\n  - name: nightly\n    definition: {union: ['2+tag:nightly', {method: fqn, value: orders}]}\n";
        folder["models/orders.sql"] = "select 1 as id";
        var selector = (IReadOnlyDictionary<string, object?>)folder.Parse().Selectors["nightly"]!;
        var union = (IReadOnlyList<object?>)((IReadOnlyDictionary<string, object?>)selector["definition"]!)["union"]!;
        ((IReadOnlyDictionary<string, object?>)union[0]!).ShouldBe(new Dictionary<string, object?> { ["parents"] = true, ["parents_depth"] = 2L, ["method"] = "tag", ["value"] = "nightly" });
    }

    private static List<string> Errors(ProjectFolder folder) => [.. Should.Throw<ProjectInvalidException>(() => folder.Load()).Errors.Select(error => error.ToString())];
}
