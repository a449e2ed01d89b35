using Amazon.Runtime;
using Amazon.S3;
using ControlPlane.Contracts;
using ControlPlane.Lake.S3;
using ControlPlane.Lake.S3.Provisioning;
using ControlPlane.Reconciliation;
using ControlPlane.Testing.S3;

namespace ControlPlane.Lake.Conformance;

public sealed class S3LakeTests : LakeConformance, IAsyncLifetime
{
    private static readonly TenantId Acme = TenantId.Parse("acme-dev");
    private S3Server _server = null!;
    private S3LakeOptions _options = null!;
    private IAmazonS3 _client = null!;

    protected override ILake Lake => new S3Lake(_client, _options);

    public async ValueTask InitializeAsync()
    {
        _server = await S3Server.StartAsync();
        _options = S3LakeOptions.Parse($"s3://acme-lake?region={S3Server.Region}&endpoint={_server.Url}&account={S3Server.Account}&kms=alias/lake");
        _client = LakeRegistration.CreateClient(_options, new BasicAWSCredentials(S3Server.AccessKey, S3Server.SecretKey));
        await ApplyAsync();
        _server.Calls.Clear();
    }

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Object_of_several_parts_arrives_whole_with_its_encryption_and_leaves_no_upload_behind()
    {
        var content = Noise(20 << 20);
        await using (var upload = await Lake.CreateAsync(Raw("large"), Token))
        {
            foreach (var piece in content.Chunk(100_000)) await upload.Content.WriteAsync(piece, Token);
            (await upload.SealAsync(Token)).ShouldBe(content.Length);
            (await Lake.ExistsAsync(Raw("large"), Token)).ShouldBeFalse();
            await upload.CommitAsync(Token);
        }

        (await BytesAsync(Raw("large"))).ShouldBe(content);
        Bucket("raw").Find(Raw("large").Key)!.Encryption.ShouldBe("alias/lake");
        Bucket("raw").Uploads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Upload_that_is_given_up_is_aborted()
    {
        await using (var upload = await Lake.CreateAsync(Raw("given-up"), Token)) await upload.Content.WriteAsync(Noise(20 << 20), Token);

        Bucket("raw").Uploads.ShouldBeEmpty();
        _server.Calls.ShouldContain(call => call.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Empty_object_is_an_object()
    {
        await using (var upload = await Lake.CreateAsync(Raw("empty"), Token))
        {
            (await upload.SealAsync(Token)).ShouldBe(0);
            await upload.CommitAsync(Token);
        }

        (await BytesAsync(Raw("empty"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Endpoint_that_fails_every_third_call_loses_and_repeats_nothing()
    {
        var kinds = new[] { S3Failure.SlowDown, S3Failure.Internal, S3Failure.Reset };
        _server.Failures = (call, _) => call % 3 == 0 ? kinds[call / 3 % kinds.Length] : null;
        var content = Noise(40 << 20);
        for (var i = 0; i < 3; i++)
        {
            await using var upload = await Lake.CreateAsync(Raw($"stream-{i}"), Token);
            await upload.Content.WriteAsync(content, Token);
            await upload.SealAsync(Token);
            await upload.CommitAsync(Token);
        }
        await Lake.CopyAsync(Raw("stream-0"), Raw("copied"), Token);

        foreach (var stream in new[] { "stream-0", "stream-1", "stream-2", "copied" }) (await BytesAsync(Raw(stream))).ShouldBe(content);
        (await Lake.DeleteAsync(LakePath.Tenant(Acme, LakeLayer.Raw), Token)).ShouldBe(4);
        Bucket("raw").Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_that_is_lost_after_the_upload_was_completed_does_no_harm()
    {
        _server.Failures = (_, request) => request.Method == "POST" && request.Query.ContainsKey("uploadId") && _server.Calls.Count(call => call.StartsWith("POST", StringComparison.Ordinal) && call.Contains("uploadId")) == 1
            ? S3Failure.LostAnswer
            : null;
        await using var upload = await Lake.CreateAsync(Raw("events"), Token);
        await upload.Content.WriteAsync(Noise(9 << 20), Token);
        await upload.CommitAsync(Token);

        (await BytesAsync(Raw("events"))).Length.ShouldBe(9 << 20);
        Bucket("raw").Objects[Raw("events").Key].Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_that_breaks_off_goes_on_where_it_was()
    {
        var content = Noise(3 << 20);
        await PutAsync(Raw("events"), content);
        var cuts = 0;
        _server.Failures = (_, request) => request.Method == "GET" && cuts++ < 3 ? S3Failure.CutBody : null;

        (await BytesAsync(Raw("events"))).ShouldBe(content);
        cuts.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Wrong_secret_is_refused_and_never_told()
    {
        using var client = LakeRegistration.CreateClient(_options, new BasicAWSCredentials(S3Server.AccessKey, "another-secret"));

        var fault = await Should.ThrowAsync<Fault>(() => new S3Lake(client, _options).OpenReadAsync(Raw("events"), Token));

        fault.Kind.ShouldBe(FaultKind.AccessDenied);
        fault.ToString().ShouldNotContain("another-secret");
    }

    [Fact]
    public async Task Removing_a_tenant_removes_every_version_of_more_objects_than_fit_a_page()
    {
        for (var i = 0; i < 1100; i++) Bucket("raw").Put($"clients/acme/s/t/{i}", S3Version.Of([1], null));
        for (var i = 0; i < 10; i++) Bucket("raw").Put($"clients/acme/s/t/{i}", S3Version.Of([2], null));

        (await Lake.DeleteAsync(LakePath.Tenant(Acme, LakeLayer.Raw), Token)).ShouldBe(1100);

        Bucket("raw").Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_goes_on_over_pages()
    {
        for (var i = 0; i < 2100; i++) Bucket("raw").Put($"clients/acme/s/t/{i:0000}", S3Version.Of([1], null));

        (await Lake.ListAsync(LakePath.Tenant(Acme, LakeLayer.Raw), Token).ToListAsync(Token)).Select(one => one.Key).ShouldBe(Bucket("raw").Objects.Keys);
    }

    [Fact]
    public async Task Missing_bucket_says_what_to_do_and_a_list_of_it_is_empty()
    {
        _server.Buckets.Clear();

        var fault = await Should.ThrowAsync<Fault>(() => PutAsync(Raw("events"), [1]));

        fault.Message.ShouldContain("plan");
        (await Lake.ListAsync(LakePath.Tenant(Acme, LakeLayer.Raw), Token).ToListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Plan_is_empty_once_it_was_applied_and_mends_each_setting_that_drifts()
    {
        var provisioner = new S3Provisioner(_client, _options);
        (await provisioner.PlanAsync(Acme, Token)).ShouldBeEmpty();

        foreach (var setting in new[] { "versioning", "encryption", "lifecycle", "publicAccessBlock", "policy" })
        {
            Bucket("bronze").Settings.TryRemove(setting, out _).ShouldBeTrue(setting);
            var step = (await provisioner.PlanAsync(Acme, Token)).ShouldHaveSingleItem();
            step.Target.ShouldBe("bucket acme-lake-dev-bronze");
            await ApplyAsync();
        }
        (await provisioner.PlanAsync(Acme, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Statements_that_others_have_added_to_a_policy_stay()
    {
        Bucket("raw").Settings["policy"] = """{"Version":"2012-10-17","Statement":{"Sid":"Mine","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"x"}}""";

        await ApplyAsync();

        Bucket("raw").Settings["policy"].ShouldContain("Mine");
        Bucket("raw").Settings["policy"].ShouldContain("aws:SecureTransport");
    }

    [Fact]
    public async Task Plan_of_an_account_that_may_not_look_is_a_fault_and_not_empty()
    {
        using var client = LakeRegistration.CreateClient(_options, new BasicAWSCredentials(S3Server.AccessKey, "another-secret"));

        (await Should.ThrowAsync<Fault>(() => new S3Provisioner(client, _options).PlanAsync(Acme, Token))).Kind.ShouldBe(FaultKind.AccessDenied);
    }

    [Theory]
    [InlineData("s3://UPPER", "small letters")]
    [InlineData("s3://AKIAKEY:hush@lake", "small letters")]
    [InlineData("s3://lake?regoin=x", "regoin")]
    [InlineData("s3://lake?endpoint=ftp://x:hush@y", "https")]
    [InlineData("s3://lake?endpoint=https://x:hush@y", "https")]
    [InlineData("s3://lake?endpoint=http://storage.example.org", "https")]
    [InlineData("s3://lake?account=me", "12 digits")]
    public void Wrong_address_is_refused_with_what_is_wrong_and_without_what_may_be_secret(string address, string part)
    {
        var said = Should.Throw<InvalidOperationException>(() => S3LakeOptions.Parse(address)).Message;
        said.ShouldContain(part);
        said.ShouldNotContain("hush");
    }

    [Fact]
    public async Task Bucket_that_another_account_has_taken_is_a_fault_before_anything_is_put_there()
    {
        var fault = await Should.ThrowAsync<Fault>(() => new S3Provisioner(_client, _options with { Account = "999999999999" }).PlanAsync(Acme, Token));

        fault.Kind.ShouldBe(FaultKind.AccessDenied);
        fault.Message.ShouldContain("whether the bucket is yours");
    }

    private static LakePath Raw(string stream) => LakePath.Raw(Acme, "github", stream, new DateOnly(2026, 1, 1), Guid.Empty);

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private S3Bucket Bucket(string layer) => _server.Buckets[$"acme-lake-dev-{layer}"];

    private async Task ApplyAsync()
    {
        var provisioner = new S3Provisioner(_client, _options);
        await provisioner.ApplyAsync(await provisioner.PlanAsync(Acme, Token), _ => Task.CompletedTask, Token);
    }

    private async Task PutAsync(LakePath path, byte[] content)
    {
        await using var upload = await Lake.CreateAsync(path, Token);
        await upload.Content.WriteAsync(content, Token);
        await upload.CommitAsync(Token);
    }

    private async Task<byte[]> BytesAsync(LakePath path)
    {
        var copy = new MemoryStream();
        await using var content = await Lake.OpenReadAsync(path, Token);
        await content.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}
