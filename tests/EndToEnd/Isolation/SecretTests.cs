using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;

namespace ControlPlane.EndToEnd.Isolation;

[Collection(MachineCollection.Name)]
public sealed class SecretTests(RunningMachine machine)
{
    private const string Tenant = "hooli-dev";
    private const string Reader = "umbrella-dev";

    /// <summary>Where everything that could hold a secret by mistake was looked for, with what was found there.</summary>
    private readonly Dictionary<string, string> _places = [];

    [Fact]
    public async Task Secrets_appear_in_no_answer_log_or_table_even_when_outside_systems_repeat_them()
    {
        await using var echo = await EchoServer.StartAsync();
        var planted = new Dictionary<string, string> { ["crm/token"] = "planted-crm-0451", ["powerbi/client-secret"] = "planted-powerbi-0451", ["github/token"] = "planted-github-0451" };
        var hooli = new OwnTenant(Tenant, machine.Operator, machine.Operator);
        await hooli.OnboardAsync(echo.Address, machine.Landing(Tenant, 100), planted);
        var umbrella = new OwnTenant(Reader, machine.Operator, machine.Operator);
        await umbrella.OnboardAsync(echo.Address, landing: null, planted);
        await PutTokenAsync(umbrella);
        var keys = new[] { await hooli.KeyAsync(), await umbrella.KeyAsync() };
        Guid[] runs = [await hooli.StartRunAsync(), await umbrella.StartRunAsync()];
        foreach (var run in runs) ((string?)(await machine.Operator.EndOfAsync(run))["summary"]!["status"]).ShouldBe("Failed");
        foreach (var value in planted.Values) echo.Told.ShouldContain(value);

        var secrets = await KnownAsync();
        foreach (var value in planted.Values) secrets.ShouldContainKey(value);
        foreach (var key in keys) secrets[key] = "an API key";
        await AskEverythingAsync([(Tenant, runs[0]), (Reader, runs[1]), ("acme-dev", machine.AcmeRun)]);
        await MisuseAsync(planted["crm/token"]);
        await ReadControlDatabaseAsync();
        ReadFiles();
        foreach (var run in runs) _places[$"GET /v1/runs/{run}"].ShouldContain("400", customMessage: "the refusal is shown, without what it repeats");
        _places["standard output"] = machine.Host.Process.Output;
        _places["standard error"] = machine.Host.Process.Error;
        _places["standard error"].ShouldContain("info:", customMessage: "it should say all it can");

        var found = from place in _places from secret in secrets where Holds(place.Value, secret.Key) select $"{secret.Value} in {place.Key}: {Around(place.Value, secret.Key)}";
        string.Join('\n', found).ShouldBeEmpty();
    }

    /// <summary>The token of the source, which is optional in the blueprint.</summary>
    private async Task PutTokenAsync(OwnTenant tenant)
    {
        var spec = (await machine.Operator.GetAsync(tenant.Path, default))["spec"]!.DeepClone();
        spec["sources"]!["github"]!["config"]!["token"] = $"secret://{Reader}/github/token";
        var generation = (long)(await machine.Operator.SendAsync(HttpMethod.Put, tenant.Path, spec, default))!["generation"]!;
        await Testing.Eventually.TrueAsync("the source to know its token", async () =>
            (await machine.Operator.GetAsync($"{tenant.Path}/sources", default)).AsArray().All(source => (long)source!["generation"]! >= generation), ChildProcess.Patience);
    }

    /// <summary>Every secret there is, each with what it is.</summary>
    private async Task<Dictionary<string, string>> KnownAsync()
    {
        var data = machine.Host.Data;
        var known = new Dictionary<string, string>
        {
            [data.OperatorToken()] = "the operator's token",
            [File.ReadAllText(data.MasterKeyFile).Trim()] = "the master key",
            [File.ReadAllText(Path.Combine(data.Postgres, "superuser.password")).Trim()] = "the superuser's password",
        };
        await using var database = new ControlDatabase(machine.Server.ConnectionString("control"));
        var store = new TableSecretStore(database, MasterKey.FromFile(data.MasterKeyFile), TimeProvider.System);
        foreach (var tenant in new[] { Tenant, Reader, "acme-dev" })
            foreach (var path in await store.ListAsync(tenant, default))
            {
                SecretReference.TryParse($"secret://{tenant}/{path}", out var reference).ShouldBeTrue();
                known[(await store.FindAsync(reference!, default))!] = reference!.ToString();
            }
        known.Values.ShouldContain("secret://acme-dev/warehouse/loader");
        known.Remove("does-not-matter");
        return known;
    }

    private async Task AskEverythingAsync((string Tenant, Guid Run)[] subjects)
    {
        using var http = await machine.WithAsync(machine.Host.Data.OperatorToken());
        foreach (var operation in (await ApiOperation.AllAsync(machine.Operator)).Where(operation => operation.Method == HttpMethod.Get))
            foreach (var (tenant, run) in subjects) await AskAsync(http, operation.PathFor(tenant, run));
        string[] others = ["", "metrics", "health", .. subjects.Select(subject => $"runs/{subject.Run}")];
        foreach (var path in others) await AskAsync(http, path);
    }

    /// <summary>Secrets where they do not belong: refused, and not repeated in the refusal.</summary>
    private async Task MisuseAsync(string secret)
    {
        using var http = await machine.WithAsync(machine.Host.Data.OperatorToken());
        var inline = new JsonObject { ["blueprint"] = "github-events", ["activations"] = new JsonObject { ["connections"] = new JsonObject { ["crm"] = new JsonObject { ["url"] = $"http://user:{secret}@localhost", ["token"] = secret } } } };
        _places["answer to a spec that holds a secret"] = await BodyAsync(await http.PutAsJsonAsync($"v1/tenants/{Tenant}", inline));
        _places["answer to a secret in the wrong place"] = await BodyAsync(await http.PutAsJsonAsync($"v1/tenants/{Tenant}/secrets/warehouse/loader", new { value = secret }));
        _places["answer to a secret of the wrong type"] = await BodyAsync(await http.PutAsync($"v1/tenants/{Tenant}/secrets/crm/token", new StringContent($$"""{"value":["{{secret}}"]}""", Encoding.UTF8, "application/json")));
    }

    private async Task ReadControlDatabaseAsync()
    {
        const string Tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
        foreach (var table in await machine.Server.ListAsync("control", Tables))
            _places[$"table {table}"] = string.Join('\n', await machine.Server.ListAsync("control", $"SELECT t::text FROM {table} t"));
        _places.Keys.ShouldContain("table insights.stages");
    }

    /// <summary>What the data folder holds besides the server's own files and those that are there to keep a secret.</summary>
    private void ReadFiles()
    {
        string[] keepers = ["operator.token", "master.key", "superuser.password"];
        foreach (var file in Directory.EnumerateFiles(machine.Host.Data.Root, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(machine.Host.Data.Root, file).Replace('\\', '/');
            if (relative.StartsWith("postgres/data/", StringComparison.Ordinal) || relative is ".lock" or "postgres/.lock" || keepers.Contains(Path.GetFileName(file))) continue;
            _places[$"file {relative}"] = File.ReadAllText(file);
        }
        _places.Keys.ShouldContain("file postgres/server.log");
    }

    private async Task AskAsync(HttpClient http, string path) => _places[$"GET /{path}"] = await BodyAsync(await http.GetAsync(path));

    private static async Task<string> BodyAsync(HttpResponseMessage response)
    {
        using (response) return $"{response.Headers}{await response.Content.ReadAsStringAsync()}";
    }

    private static bool Holds(string text, string secret) => text.Contains(secret, StringComparison.OrdinalIgnoreCase);

    private static string Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 150)..Math.Min(text.Length, at + 60)];
    }
}
