using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests.Projects;

public sealed class ProjectFilesTests
{
    [Fact]
    public void Hidden_files_and_those_that_are_ignored_are_left_out()
    {
        using var folder = new ProjectFolder();
        folder[".dbtignore"] = "# comment\nold/\n*_draft.sql\n!keep_draft.sql\nmodels/a/**/c.sql\n";
        foreach (var file in (string[])["models/a.sql", "models/.b.sql", "models/old/c.sql", "models/x_draft.sql", "models/keep_draft.sql", "models/a/b/c.sql", "models/a/d.SQL"]) folder[file] = "select 1";
        ProjectFiles.Find(folder.Load().Root).Models.Select(file => file.RelativePath).ShouldBe(["a/d.SQL", "a.sql", "keep_draft.sql"]);
    }

    [Fact]
    public void Generic_tests_and_fixtures_are_not_singular_tests()
    {
        using var folder = new ProjectFolder();
        foreach (var file in (string[])["tests/a.sql", "tests/generic/b.sql", "tests/fixtures/c.sql", "tests/deep/d.sql"]) folder[file] = "select 1";
        var files = ProjectFiles.Find(folder.Load().Root);
        files.SingularTests.Select(file => file.Name).ShouldBe(["a", "d"]);
        files.GenericTests.Select(file => file.Name).ShouldBe(["b"]);
        files.Fixtures.Select(file => file.Name).ShouldBe(["c"]);
    }

    [Fact]
    public void A_checksum_is_of_the_text_without_blanks_at_its_ends()
    {
        using var folder = new ProjectFolder();
        folder["models/a.sql"] = "\n select 1 \n\n";
        folder["seeds/small.csv"] = "id\n1\n";
        folder["seeds/large.csv"] = new string('x', (1 << 20) + 1);
        var nodes = folder.Parse().Nodes;
        nodes["model.shop.a"].RawCode.ShouldBe("select 1");
        nodes["model.shop.a"].Checksum.ShouldBe(new Checksum("sha256", "822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f"));
        nodes["seed.shop.small"].Checksum.Name.ShouldBe("sha256");
        nodes["seed.shop.large"].Checksum.ShouldBe(new Checksum("path", "seeds/large.csv"));
    }
}
