using ControlPlane.Models.Errors;

namespace ControlPlane.Models.Tests.Projects;

public sealed class PackageFinderTests
{
    [Fact]
    public void Installed_packages_and_local_paths_are_used()
    {
        using var folder = new ProjectFolder();
        folder["packages.yml"] = "packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.0.0\n  - local: ../tools\n".Replace("../tools", "lib/tools", StringComparison.Ordinal);
        folder["dbt_packages/dbt_utils/dbt_project.yml"] = "name: dbt_utils";
        folder["lib/tools/dbt_project.yml"] = "name: tools";
        Names(folder).ShouldBe(["shop", "dbt_utils", "tools"]);
    }

    [Fact]
    public void Packages_of_local_packages_are_followed()
    {
        using var folder = new ProjectFolder();
        folder["packages.yml"] = "packages: [{local: a}]";
        folder["a/dbt_project.yml"] = "name: a";
        folder["a/packages.yml"] = "packages: [{local: ../b}]";
        folder["b/dbt_project.yml"] = "name: b";
        Names(folder).ShouldBe(["shop", "a", "b"]);
    }

    [Fact]
    public void A_package_that_is_not_installed_is_an_error_that_names_it()
    {
        using var folder = new ProjectFolder();
        folder["packages.yml"] = "packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.0.0\n  - git: https://example.com/org/tools.git\n";
        var errors = Should.Throw<ProjectInvalidException>(() => folder.Load()).Errors;
        errors.Select(error => error.Place).ShouldBe(["packages.yml:2", "packages.yml:4"]);
        errors[0].Message.ShouldBe("The package 'dbt-labs/dbt_utils' is not installed in 'dbt_packages'.");
        errors[0].Fix.ShouldContain("dbt deps");
    }

    [Fact]
    public void A_package_may_be_named_otherwise_than_its_address()
    {
        using var folder = new ProjectFolder();
        folder["packages.yml"] = "packages: [{package: org/some-name, version: 1.0.0}]";
        folder["dbt_packages/other/dbt_project.yml"] = "name: other";
        Names(folder).ShouldBe(["shop", "other"]);
    }

    [Fact]
    public void A_local_path_without_a_package_is_an_error()
    {
        using var folder = new ProjectFolder();
        folder["packages.yml"] = "packages: [{local: nowhere}]";
        Should.Throw<ProjectInvalidException>(() => folder.Load()).Errors.Single().Message.ShouldBe("There is no package in 'nowhere'.");
    }

    [Fact]
    public void Two_packages_of_one_name_are_an_error()
    {
        using var folder = new ProjectFolder();
        folder["dbt_packages/a/dbt_project.yml"] = "name: same";
        folder["dbt_packages/b/dbt_project.yml"] = "name: same";
        Should.Throw<ProjectInvalidException>(() => folder.Load()).Errors.Single().Message.ShouldContain("more than one package with the name \"same\"");
    }

    [Fact]
    public void Packages_cannot_be_declared_in_two_files()
    {
        using var folder = new ProjectFolder();
        folder["packages.yml"] = "packages: []";
        folder["dependencies.yml"] = "packages: []";
        Should.Throw<ProjectInvalidException>(() => folder.Load()).Errors.Single().Message.ShouldContain("both packages.yml and dependencies.yml");
    }

    private static IEnumerable<string> Names(ProjectFolder folder) => folder.Load().All.Where(project => !project.IsInternal).Select(project => project.Name);
}
