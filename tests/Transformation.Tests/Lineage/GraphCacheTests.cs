using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Adapters;
using ControlPlane.Transformation.Lineage;

namespace ControlPlane.Transformation.Tests.Lineage;

public sealed class GraphCacheTests
{
    [Fact]
    public void What_was_not_asked_for_lately_makes_room()
    {
        var cache = new GraphCache(2 * Build().Graph.Size);
        foreach (var key in (string[])["a", "b"]) cache.GetOrBuild(key, Build);
        cache.Find("a").ShouldNotBeNull();

        cache.GetOrBuild("c", Build);

        (cache.Find("a") is not null, cache.Find("b") is not null, cache.Find("c") is not null).ShouldBe((true, false, true));
    }

    [Fact]
    public void A_graph_larger_than_the_room_is_kept_alone()
    {
        var cache = new GraphCache(1);
        cache.GetOrBuild("a", Build);
        cache.GetOrBuild("b", Build);
        (cache.Count, cache.Find("b") is not null).ShouldBe((1, true));
    }

    [Fact]
    public void However_many_ask_at_once_a_graph_is_built_once_and_again_only_after_a_failure()
    {
        var (cache, built) = (new GraphCache(1_000), 0);
        Should.Throw<InvalidOperationException>(() => cache.GetOrBuild("a", () => throw new InvalidOperationException("not now")));
        Parallel.For(0, 16, _ => cache.GetOrBuild("a", () =>
        {
            Interlocked.Increment(ref built);
            return Build();
        }));
        built.ShouldBe(1);
    }

    private static ProjectLineage Build()
    {
        using var folder = new ProjectFolder();
        folder["models/a.sql"] = "{{ config(schema='MARTS') }} SELECT 1 AS id";
        folder["models/b.sql"] = "{{ config(schema='MARTS') }} SELECT id FROM {{ ref('a') }}";
        var project = folder.Bind();
        using var adapter = AdapterFactory.Create(project.Manifest.Projects.Target);
        return ProjectLineage.Build(ProjectSql.Of(project, adapter, RecordedRelations.None), SqlDialect.PostgreSql);
    }
}
