using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests.Projects;

public sealed class ProfileReaderTests
{
    [Fact]
    public void The_target_of_the_profile_is_used_and_passwords_are_settings()
    {
        using var folder = new ProjectFolder();
        var target = folder.Load().Target;
        (target.ProfileName, target.TargetName, target.Type, target.Database, target.Schema, target.Threads).ShouldBe(("shop", "dev", "postgres", "shop", "dev", 4));
        target.Settings["password"].ShouldBe("shop");
    }

    [Fact]
    public void A_target_that_is_named_goes_first()
    {
        using var folder = new ProjectFolder();
        folder.Load(new LoadOptions { Target = "prod" }).Target.Schema.ShouldBe("live");
    }

    [Fact]
    public void Only_the_target_used_is_rendered()
    {
        using var folder = new ProjectFolder();
        folder["profiles.yml"] = """
            shop:
              target: "{{ env_var('TARGET', 'dev') }}"
              outputs:
                dev: {type: postgres, host: "{{ env_var('HOST') }}", user: u, pass: "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}", port: "{{ env_var('PORT') | as_number }}", dbname: d, schema: s}
                other: {type: postgres, host: "{{ env_var('MISSING') }}", user: u, pass: p, port: 1, dbname: d, schema: s}
            """;
        folder.Environment["HOST"] = "db";
        folder.Environment["PORT"] = "5433";
        folder.Environment["DBT_ENV_SECRET_PASSWORD"] = "hush";
        var settings = folder.Load().Target.Settings;
        (settings["host"], settings["port"], settings["password"], settings["database"]).ShouldBe(("db", 5433L, "hush", "d"));
    }

    [Fact]
    public void The_folder_named_goes_before_the_environment_and_that_before_the_projects_own()
    {
        using var folder = new ProjectFolder();
        folder["env/profiles.yml"] = ProjectFolder.Profiles.Replace("schema: dev", "schema: from_env", StringComparison.Ordinal);
        folder["named/profiles.yml"] = ProjectFolder.Profiles.Replace("schema: dev", "schema: from_name", StringComparison.Ordinal);
        folder.Load().Target.Schema.ShouldBe("dev");
        folder.Environment["DBT_PROFILES_DIR"] = Path.Combine(folder.Path, "env");
        folder.Load().Target.Schema.ShouldBe("from_env");
        folder.Load(new LoadOptions { ProfilesFolder = Path.Combine(folder.Path, "named") }).Target.Schema.ShouldBe("from_name");
    }

    [Fact]
    public void Profiles_are_looked_for_at_home_at_last()
    {
        using var folder = new ProjectFolder();
        File.Delete(Path.Combine(folder.Path, "profiles.yml"));
        folder["home/.dbt/profiles.yml"] = ProjectFolder.Profiles;
        folder.Environment["HOME"] = Path.Combine(folder.Path, "home");
        folder.Load().Target.Schema.ShouldBe("dev");
    }

    [Fact]
    public void A_file_based_engine_names_its_database_after_the_file()
    {
        using var folder = new ProjectFolder();
        folder["profiles.yml"] = "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: data/shop.duckdb}\n";
        var target = folder.Load().Target;
        (target.Database, target.Schema, target.Threads).ShouldBe(("shop", "main", 1));
    }

    [Theory]
    [InlineData("target: dev", "outputs not specified in profile 'shop'.")]
    [InlineData("target: deb\n  outputs:\n    dev: {type: postgres, schema: s}", "does not have a target named 'deb'. The valid target names for this profile are: 'dev'. Did you mean 'dev'?")]
    [InlineData("target: dev\n  outputs:\n    dev: {schema: s}", "required field \"type\" not found")]
    [InlineData("target: dev\n  outputs:\n    dev: {type: postgres, pass: a, password: b, schema: s}", "got both 'pass' and 'password'")]
    [InlineData("target: dev\n  outputs:\n    dev: {type: postgres, pass: hush}", "'schema' is a required property")]
    [InlineData("target: dev\n  outputs:\n    dev: {type: postgres, schema: \"{{ env_var('MISSING') }}\"}", "MISSING")]
    public void A_profile_that_cannot_be_used_is_an_error_without_secrets(string profile, string message)
    {
        using var folder = new ProjectFolder();
        folder["profiles.yml"] = $"shop:\n  {profile}\n";
        var error = Should.Throw<ProjectInvalidException>(() => folder.Load()).Message;
        error.ShouldContain(message);
        error.ShouldNotContain("hush");
    }

    [Fact]
    public void A_profile_that_is_not_there_is_an_error_that_names_the_nearest()
    {
        using var folder = new ProjectFolder("name: shop\nprofile: shopp");
        Should.Throw<ProjectInvalidException>(() => folder.Load()).Message.ShouldContain("Could not find profile named 'shopp'. Did you mean 'shop'?");
    }

    [Fact]
    public void No_profiles_file_is_needed_when_the_target_is_given()
    {
        using var folder = new ProjectFolder();
        File.Delete(Path.Combine(folder.Path, "profiles.yml"));
        var target = new TargetProfile("fleet", "acme", "postgres", "acme", "marts", 2, new Dictionary<string, object?>());
        folder.Load(new LoadOptions { TargetProfile = target }).Target.ShouldBe(target);
    }
}
