using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests.Projects;

public sealed class ProjectVarsTests
{
    [Fact]
    public void The_nearest_declaration_counts()
    {
        using var folder = new ProjectFolder($"{ProjectFolder.Settings}vars:\n  b: root\n  c: root\n  d: root\n  tools: {{c: section, d: section}}\n");
        folder["dbt_packages/tools/dbt_project.yml"] = "name: tools\nvars:\n  a: own\n  b: own\n  tools: {a: own section}\n";
        var vars = new ProjectVars(folder.Load(), new Invocation { Vars = new Dictionary<string, object?> { ["d"] = "given" } });
        var tools = vars.Of("tools");
        (tools["a"], tools["b"], tools["c"], tools["d"]).ShouldBe(("own section", "root", "section", "given"));
        (vars.Of("shop")["c"], vars.Of("shop").ContainsKey("a")).ShouldBe(("root", false));
    }
}
