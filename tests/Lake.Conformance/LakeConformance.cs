using System.Text;
using ControlPlane.Contracts;

namespace ControlPlane.Lake.Conformance;

/// <summary>What every lake promises; each implementation runs all of it.</summary>
public abstract class LakeConformance : IAsyncDisposable
{
    private static readonly TenantId Acme = TenantId.Parse("acme-dev");
    private static readonly TenantId Acme2 = TenantId.Parse("acme2-dev");
    private static readonly Guid Run = Guid.Parse("019a0000-0000-7000-8000-000000000001");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract ILake Lake { get; }

    [Fact]
    public async Task Object_is_seen_whole_or_not_at_all()
    {
        var path = Path();
        await using (var upload = await Lake.CreateAsync(path, Token))
        {
            await upload.Content.WriteAsync("half"u8.ToArray(), Token);
            await upload.Content.FlushAsync(Token);
            (await Lake.ExistsAsync(path, Token)).ShouldBeFalse();
            (await ListAsync(LakePath.Tenant(Acme, LakeLayer.Raw))).ShouldBeEmpty();
            await upload.Content.WriteAsync(" and half"u8.ToArray(), Token);
            await upload.CommitAsync(Token);
        }
        (await ReadAsync(path)).ShouldBe("half and half");
    }

    [Fact]
    public async Task Unfinished_object_leaves_nothing()
    {
        await using (var upload = await Lake.CreateAsync(Path(), Token)) await upload.Content.WriteAsync("x"u8.ToArray(), Token);

        (await Lake.ExistsAsync(Path(), Token)).ShouldBeFalse();
        (await ListAsync(LakePath.Tenant(Acme, LakeLayer.Raw))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_replaces_what_was_there_and_an_open_reader_keeps_what_it_opened()
    {
        await PutAsync(Path(), "first");
        await using var open = await Lake.OpenReadAsync(Path(), Token);
        await PutAsync(Path(), "second");

        using var reader = new StreamReader(open);
        (await reader.ReadToEndAsync(Token)).ShouldBe("first");
        (await ReadAsync(Path())).ShouldBe("second");
    }

    [Fact]
    public async Task Missing_object_is_not_found()
    {
        (await Lake.ExistsAsync(Path(), Token)).ShouldBeFalse();
        await Should.ThrowAsync<FileNotFoundException>(() => Lake.OpenReadAsync(Path(), Token));
    }

    [Fact]
    public async Task List_gives_what_is_under_a_path_in_the_order_of_keys()
    {
        foreach (var stream in new[] { "pulls", "events", "issues" }) await PutAsync(Path(stream: stream), stream);

        var found = await ListAsync(LakePath.Tenant(Acme, LakeLayer.Raw));

        found.Select(one => one.Key).ShouldBe([Path(stream: "events").Key, Path(stream: "issues").Key, Path(stream: "pulls").Key]);
        found.Select(one => one.Size).ShouldBe([6, 6, 5]);
        (await ListAsync(LakePath.Tenant(Acme, LakeLayer.Bronze))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Removing_a_tenant_leaves_the_one_whose_name_begins_alike()
    {
        await PutAsync(Path(), "mine");
        await PutAsync(Path(Acme2), "not mine");

        (await Lake.DeleteAsync(LakePath.Tenant(Acme, LakeLayer.Raw), Token)).ShouldBe(1);
        (await Lake.DeleteAsync(LakePath.Tenant(Acme, LakeLayer.Raw), Token)).ShouldBe(0);

        (await Lake.ExistsAsync(Path(), Token)).ShouldBeFalse();
        (await ReadAsync(Path(Acme2))).ShouldBe("not mine");
    }

    [Fact]
    public async Task Copy_is_whole_and_leaves_the_original()
    {
        var bronze = LakePath.Bronze(Acme, "github", "events", new DateOnly(2026, 1, 1), Run);
        await PutAsync(Path(), "content");

        await Lake.CopyAsync(Path(), bronze, Token);

        (await ReadAsync(bronze)).ShouldBe("content");
        (await ReadAsync(Path())).ShouldBe("content");
    }

    [Fact]
    public async Task Copy_knows_its_length_before_it_is_published()
    {
        await PutAsync(Path(), "content");

        await using var copy = await Lake.CreateCopyAsync(Path(), LakePath.Bronze(Acme, "github", "events", new DateOnly(2026, 1, 1), Run), Token);

        (await copy.SealAsync(Token)).ShouldBe("content".Length);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("a\0")]
    public void Name_that_could_lead_elsewhere_is_refused(string source) => Should.Throw<ArgumentException>(() => LakePath.Raw(Acme, source, "events", new DateOnly(2026, 1, 1), Run));

    public abstract ValueTask DisposeAsync();

    private static LakePath Path(TenantId? tenant = null, string stream = "events") => LakePath.Raw(tenant ?? Acme, "github", stream, new DateOnly(2026, 1, 1), Run);

    private async Task PutAsync(LakePath path, string content)
    {
        await using var upload = await Lake.CreateAsync(path, Token);
        await upload.Content.WriteAsync(Encoding.UTF8.GetBytes(content), Token);
        await upload.CommitAsync(Token);
    }

    private async Task<string> ReadAsync(LakePath path)
    {
        using var reader = new StreamReader(await Lake.OpenReadAsync(path, Token));
        return await reader.ReadToEndAsync(Token);
    }

    private async Task<List<LakeObject>> ListAsync(LakePath prefix)
    {
        var found = new List<LakeObject>();
        await foreach (var one in Lake.ListAsync(prefix, Token)) found.Add(one);
        return found;
    }
}
