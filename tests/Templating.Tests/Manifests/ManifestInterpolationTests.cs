using ControlPlane.Templating.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Tests.Manifests;

public sealed class ManifestInterpolationTests
{
    private static readonly TemplateOptions Options = ManifestInterpolation.ManifestOptions(
        new FixedTime(new DateTimeOffset(2021, 9, 1, 0, 0, 0, TimeSpan.Zero)), () => Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"));

    private static readonly Dictionary<string, object?> Context = Variables.Dict(
        ("config", Variables.Dict(("start", "2020-01-01"), ("id", "12"), ("empty", ""), ("list", new List<object?> { 1L, "b" }))),
        ("record", Variables.Dict(("n", 5L), ("deep", Variables.Dict(("x", null))))));

    [Theory]
    [InlineData("{{ now_utc() }}", "2021-09-01 00:00:00+00:00")]
    [InlineData("{{ today_utc() }}", "2021-09-01")]
    [InlineData("{{ today_with_timezone('America/New_York') }}", "2021-08-31")]
    [InlineData("{{ timestamp(1646006400) }}", "1646006400")]
    [InlineData("{{ timestamp(1658505815.8) }}", "1658505815")]
    [InlineData("{{ timestamp('2022-02-28') }}", "1646006400.0")]
    [InlineData("{{ timestamp('2022-02-28T00:00:00-08:00') }}", "1646035200.0")]
    [InlineData("{{ str_to_datetime('2022-01-14') }}", "2022-01-14 00:00:00+00:00")]
    [InlineData("{{ str_to_datetime('2022-01-01T13:45:30.5+02:00') }}", "2022-01-01 11:45:30.500000+00:00")]
    [InlineData("{{ max(2, 3) }} {{ min([4, 2]) }} {{ max('a', 'b') }}", "3 2 b")]
    [InlineData("{{ day_delta(25) }}", "2021-09-26T00:00:00.000000+0000")]
    [InlineData("{{ day_delta(-1, format='%Y-%m-%d') }}", "2021-08-31")]
    [InlineData("{{ duration('P1D') }}", "1 day, 0:00:00")]
    [InlineData("{{ duration('PT1H30M') }}", "1:30:00")]
    [InlineData("{{ (now_utc() - duration('P1W')).strftime('%Y-%m-%dT%H:%M:%SZ') }}", "2021-08-25T00:00:00Z")]
    [InlineData("{{ (now_utc() - duration('P6M')).date() }}", "2021-03-01")]
    [InlineData("{{ today_utc() + duration('P1M') }}", "2021-10-01")]
    [InlineData("{{ format_datetime('2022-01-01', '%d/%m/%Y') }}", "01/01/2022")]
    [InlineData("{{ format_datetime('2022-01-01T01:01:01Z', '%s') }}", "1640998861")]
    [InlineData("{{ format_datetime('2022-01-01T01:01:01Z', '%ms') }}", "1640998861000")]
    [InlineData("{{ format_datetime(1640998861, '%Y-%m-%d') }}", "2022-01-01")]
    [InlineData("{{ format_datetime('01.02.2022', '%Y-%m-%d', '%d.%m.%Y') }}", "2022-02-01")]
    [InlineData("{{ format_datetime(now_utc(), '%Y') }}", "2021")]
    [InlineData("{{ sanitize_url('https://a.com/path?q=v w') }}", "https%3A%2F%2Fa.com%2Fpath%3Fq%3Dv+w")]
    [InlineData("{{ camel_case_to_snake_case('CamelCaseID') }}", "camel_case_i_d")]
    [InlineData("{{ generate_uuid() }}", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("{{ (now_utc() - str_to_datetime(config['start'])).days }}", "609")]
    [InlineData("{{ str_to_datetime('2022-01-01') < now_utc() }}", "False")]
    [InlineData("{{ now_utc().replace(day=15, hour=3).isoformat() }}", "2021-09-15T03:00:00+00:00")]
    [InlineData("{{ now_utc().timestamp() }}", "1630454400.0")]
    public void Macros_work_as_in_the_reference(string template, string expected) =>
        Template.Parse(template, null, Options).Render(Context).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 'test' | hash }}", "098f6bcd4621d373cade4e832627b4f6")]
    [InlineData("{{ 'test' | hash('md5', salt='') }}", "098f6bcd4621d373cade4e832627b4f6")]
    [InlineData("{{ 'te' | hash('sha1', 'st') }}", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3")]
    [InlineData("{{ 'user:pass' | base64encode }}", "dXNlcjpwYXNz")]
    [InlineData("{{ 'dXNlcjpwYXNz' | base64decode }}", "user:pass")]
    [InlineData("{{ 'user:pass' | base64binascii_decode }}", "dXNlcjpwYXNz")]
    [InlineData("{{ '<a?x=12>; rel=\"next\"' | regex_search('<.*x=(\\d+)>') }}", "12")]
    [InlineData("{{ 'abc' | regex_search('b') }}", "")]
    [InlineData("{{ 'a1b22' | regex_replace('(\\d+)', '<\\\\1>') }}", "a<1>b<22>")]
    [InlineData("{{ 'test' | hmac('key') }}", "02afb56304902c656fcb737cdd03de6205bb6d401da2812efd9b2d36a08af159")]
    [InlineData("{{ {'a': 1} | string }}", "\"\"\"{\"a\": 1}\"\"\"")]
    [InlineData("{{ 'x' | string }}", "x")]
    public void Filters_work_as_in_the_reference(string template, string expected) =>
        Template.Parse(template, null, Options).Render(Context).ShouldBe(expected);

    [Theory]
    [InlineData("{{ config['id'] }}", 12L)]
    [InlineData("{{ record.n + 1 }}", 6L)]
    [InlineData("{{ {'a': 1} | string }}", "{\"a\": 1}")]
    [InlineData("12", 12L)]
    [InlineData("plain", "plain")]
    [InlineData("{{ config['id'] ~ '-x' }}", "12-x")]
    [InlineData("{{ record.n > 3 }}", true)]
    [InlineData("{{ config.nope }}", "the default")]
    [InlineData("{{ config.nope.deeper }}", "the default")]
    [InlineData("{{ config.empty }}", "the default")]
    [InlineData("{{ record.deep.x }}", null)]
    [InlineData("{{ record.n + 'a' }}", "{{ record.n + 'a' }}")]
    public void Evaluation_reads_literals_and_falls_back(string template, object? expected) =>
        ManifestInterpolation.Evaluate(Template.Parse(template, null, Options), Context, Template.Parse("the default", null, Options)).ShouldBe(expected);

    [Fact]
    public void Only_accepted_literals_replace_the_text() =>
        ManifestInterpolation.Evaluate(Template.Parse("{{ config.id }}", null, Options), Context, null, value => value is string).ShouldBe("12");

    [Theory]
    [InlineData("{{ record.n > 3 }}", true)]
    [InlineData("{{ record.n > 7 }}", false)]
    [InlineData("{{ config.nope }}", false)]
    [InlineData("{{ config.list }}", true)]
    [InlineData("{{ [] }}", false)]
    [InlineData("{{ 0 }}", false)]
    [InlineData("{{ 0.0 }}", false)]
    [InlineData("false", false)]
    [InlineData("", false)]
    [InlineData("{{ 'no' }}", true)]
    [InlineData("{{ none }}", true)]
    public void Conditions_are_false_for_the_reference_s_false_values(string template, bool expected) =>
        ManifestInterpolation.EvaluateCondition(Template.Parse(template, null, Options), Context).ShouldBe(expected);

    [Theory]
    [InlineData("{{ undeclared }}")]
    [InlineData("{{ range(3) }}")]
    [InlineData("{{ config.start if false else nope.x }}")]
    public void Undeclared_roots_are_refused(string template) =>
        Should.Throw<TemplateException>(() => ManifestInterpolation.Evaluate(Template.Parse(template, null, Options), Context))
            .Kind.ShouldBe(TemplateErrorKind.Value);

    [Fact]
    public void Stream_state_is_refused() =>
        Should.Throw<TemplateException>(() => ManifestInterpolation.Parse("{{ stream_state.x }}", Options));

    [Theory]
    [InlineData("2021")]
    [InlineData("2021-09")]
    [InlineData("20210901")]
    [InlineData("2021-244")]
    [InlineData("2021-W35-3")]
    [InlineData("2021-09-01T00:00Z")]
    [InlineData("20210901T000000+0000")]
    public void Iso_dates_are_read(string text) => IsoDateTime.Parse(text).Year.ShouldBe(2021);

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2021-13-01")]
    [InlineData("2021-09-01T25:00")]
    public void What_is_no_iso_date_is_refused(string text) => Should.Throw<TemplateException>(() => IsoDateTime.Parse(text));

    [Fact]
    public void Printed_values_come_back_as_they_were() =>
        PythonText.Repr(ManifestInterpolation.Evaluate(Template.Parse("{{ config }}", null, Options), Context))
            .ShouldBe("{'start': '2020-01-01', 'id': '12', 'empty': '', 'list': [1, 'b']}");

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
