using System.Security.Cryptography;
using ControlPlane.Reconciliation;
using ControlPlane.Testing;
using Dapper;

namespace ControlPlane.Secrets.Tests;

public sealed class TableSecretStoreTests(PostgresFixture postgres)
{
    private static readonly SecretReference Token = new("acme-dev", "github/token");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_set_is_found_replaced_listed_and_removed()
    {
        var (store, _) = await NewAsync(NewKey());

        (await store.FindAsync(Token, Cancel)).ShouldBeNull();
        await store.SetAsync(Token, "first", Cancel);
        await store.SetAsync(Token, "second", Cancel);
        (await store.FindAsync(Token, Cancel)).ShouldBe("second");
        (await store.ListAsync("acme-dev", Cancel)).ShouldBe(["github/token"]);
        (await store.RemoveAsync(Token, Cancel)).ShouldBeTrue();
        (await store.RemoveAsync(Token, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task No_row_holds_the_secret_itself()
    {
        var (store, database) = await NewAsync(NewKey());
        await store.SetAsync(Token, "hunter2", Cancel);

        await using var connection = await database.OpenFleetAsync(Cancel);
        (await connection.QuerySingleAsync<string>("SELECT encode(wrapped_key, 'escape') || encode(content, 'escape') || path FROM secrets.secrets")).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Another_master_key_cannot_open_it_and_the_fault_says_so_without_the_secret()
    {
        var (store, database) = await NewAsync(NewKey());
        await store.SetAsync(Token, "hunter2", Cancel);

        var fault = await Should.ThrowAsync<Fault>(() => new TableSecretStore(database, NewKey(), new ManualTime()).FindAsync(Token, Cancel));

        fault.Kind.ShouldBe(FaultKind.AccessDenied);
        fault.Message.ShouldContain("was encrypted with master key");
        fault.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("UPDATE secrets.secrets SET tenant = 'other-dev'", "other-dev", "github/token")]
    [InlineData("UPDATE secrets.secrets SET path = 'x'", "acme-dev", "x")]
    [InlineData("UPDATE secrets.secrets SET content = set_byte(content, 30, get_byte(content, 30) # 1)", "acme-dev", "github/token")]
    public async Task Row_that_was_moved_or_changed_does_not_open(string sql, string tenant, string path)
    {
        var (store, database) = await NewAsync(NewKey());
        await store.SetAsync(Token, "hunter2", Cancel);
        await using (var connection = await database.OpenFleetAsync(Cancel)) await connection.ExecuteAsync(sql);

        (await Should.ThrowAsync<Fault>(() => store.FindAsync(new SecretReference(tenant, path), Cancel))).Reason.ShouldBe("SecretUnreadable");
    }

    [Fact]
    public async Task Concurrent_callers_agree_on_one_secret()
    {
        var (store, _) = await NewAsync(NewKey());

        var values = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => store.GetOrSetAsync(Token, () => $"value {number}", Cancel)));

        values.Distinct().ShouldHaveSingleItem().ShouldBe(await store.FindAsync(Token, Cancel));
    }

    [Fact]
    public async Task Removing_a_tenants_secrets_leaves_the_others()
    {
        var (store, _) = await NewAsync(NewKey());
        await store.SetAsync(Token, "a", Cancel);
        await store.SetAsync(Token with { Path = "b" }, "b", Cancel);
        await store.SetAsync(Token with { Tenant = "acme2-dev" }, "c", Cancel);

        (await store.RemoveAllAsync("acme-dev", Cancel)).ShouldBe(2);
        (await store.FindAsync(Token with { Tenant = "acme2-dev" }, Cancel)).ShouldBe("c");
    }

    private static MasterKey NewKey() => new(RandomNumberGenerator.GetBytes(MasterKey.Length));

    private async Task<(TableSecretStore Store, ControlDatabase Database)> NewAsync(MasterKey key)
    {
        var database = await postgres.NewControlDatabaseAsync();
        await Migrator.MigrateAsync(database, TableSecretStore.Schema, [typeof(TableSecretStore).Assembly], new ManualTime(), Cancel);
        return (new TableSecretStore(database, key, new ManualTime()), database);
    }
}
