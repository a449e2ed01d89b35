using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Tests.Jinja;

public sealed class RuntimeRendererTests
{
    private readonly TestProject _project = new();

    private RuntimeRenderer Renderer => field ??= new RuntimeRenderer(_project.Manifest, _project.Adapter, (node, text) => _written.Add((node.Name, text)));

    private readonly List<(string Node, string Text)> _written = [];

    private string Compile(string text, Action<ManifestNode>? change = null)
    {
        var node = _project.Node("subject", text, change: change);
        _project.Parse(node);
        Renderer.Compile(node, () => throw new InvalidOperationException("asked for a session"));
        return node.CompiledCode!;
    }

    [Fact]
    public void Refs_and_sources_become_relations()
    {
        _project.Node("orders", "");
        _project.Source("raw", "customers");

        Compile("select * from {{ ref('orders') }} join {{ source('raw', 'customers') }} -- {{ this }}")
            .ShouldBe("select * from \"db\".\"main\".\"orders\" join \"db\".\"raw\".\"customers\" -- \"db\".\"main\".\"subject\"");
    }

    [Fact]
    public void The_latest_version_is_meant_when_none_is_named()
    {
        foreach (var version in new[] { 1L, 2L })
        {
            _project.Node("orders", "", change: node => (node.Version, node.LatestVersion, node.Alias) = (version, 1L, $"orders_v{version}"), package: "shop");
            var made = _project.Manifest.Nodes["model.shop.orders"];
            _project.Manifest.Nodes.Remove("model.shop.orders");
            _project.Manifest.Nodes[$"model.shop.orders.v{version}"] = made;
        }

        Compile("{{ ref('orders').identifier }} {{ ref('orders', v=2).identifier }} {{ ref('orders', version='1').identifier }}", node => node.DependsOn.AddNode("model.shop.orders"))
            .ShouldBe("orders_v1 orders_v2 orders_v1");
    }

    [Theory]
    [InlineData("{{ ref('ordes') }}", "Model 'model.shop.subject' (models/subject.sql) depends on a node named 'ordes' which was not found. Did you mean 'orders'?")]
    [InlineData("{{ ref('other', 'orders') }}", "Model 'model.shop.subject' (models/subject.sql) depends on a node named 'orders' in package or project 'other' which was not found")]
    [InlineData("{{ ref('orders', v=3) }}", "Model 'model.shop.subject' (models/subject.sql) depends on a node named 'orders' with version '3' which was not found")]
    [InlineData("{{ source('raw', 'custmers') }}", "Model 'model.shop.subject' (models/subject.sql) depends on a source named 'raw.custmers' which was not found. Did you mean 'raw.customers'?")]
    [InlineData("{{ var('missing') }}", "Required var 'missing' not found in config:\nVars supplied to subject = {}")]
    [InlineData("{{ config.require('missing') }}", "Model 'model.shop.subject' does not define a required config parameter 'missing'.")]
    [InlineData("{{ nothing() }}", "'nothing' is undefined. This can happen when calling a macro that does not exist. Check for typos and/or install package dependencies with \"dbt deps\".")]
    [InlineData("{{ adapter.dispatch('nothing', 'dbt')() }}", "In dispatch: No macro named 'nothing' found within namespace: 'dbt'\n    Searched for: 'shop.postgres__nothing', 'shop.default__nothing', 'dbt.postgres__nothing', 'dbt.default__nothing'")]
    [InlineData("{{ adapter.dispatch('a.b') }}", "In adapter.dispatch, got a macro name of \"a.b\", but \".\" is not a valid macro name component. Did you mean `adapter.dispatch(\"b\", macro_namespace=\"a\")`?")]
    public void What_is_not_there_is_an_error(string text, string message)
    {
        _project.Node("orders", "");
        _project.Source("raw", "customers");

        Should.Throw<TemplateException>(() => Compile(text, node => node.DependsOn.AddNode("model.shop.orders"))).Problem.ShouldBe(message);
    }

    [Fact]
    public void A_ref_that_parsing_did_not_see_is_refused_with_the_hint_to_add()
    {
        _project.Node("orders", "");

        Should.Throw<TemplateException>(() => Compile("{% if execute %}{{ ref('orders') }}{% endif %}")).Problem.ShouldEndWith("-- depends_on: {{ ref('orders') }}");
    }

    [Fact]
    public void A_private_model_is_for_its_group()
    {
        _project.Node("orders", "", change: node => (node.Access, node.Group) = ("private", "sales"));

        Should.Throw<TemplateException>(() => Compile("{{ ref('orders') }}")).Problem
            .ShouldBe("Node model.shop.subject attempted to reference node model.shop.orders, which is not allowed because the referenced node is private to the 'sales' group.");
        Compile("{{ ref('orders') }}", node => node.Group = "sales").ShouldContain("orders");
    }

    [Fact]
    public void With_empty_no_rows_of_inputs_are_read()
    {
        _project.Invocation = new Invocation { Empty = true };
        _project.Node("orders", "");

        Compile("select * from {{ ref('orders') }}").ShouldBe("select * from (select * from \"db\".\"main\".\"orders\" where false limit 0) _dbt_limit_subq_orders");
    }

    [Fact]
    public void A_batch_reads_the_rows_of_its_time_and_knows_its_bounds()
    {
        var orders = _project.Node("orders", "", change: node => node.Config["event_time"] = "ordered_at");
        var model = _project.Node("subject", "{{ ref('orders') }} {{ model.batch.id }} {{ config.get('__dbt_internal_microbatch_event_time_end') }}", materialized: "incremental", change: node =>
        {
            node.Config["incremental_strategy"] = "microbatch";
            node.Config["batch_size"] = "day";
            node.DependsOn.AddNode(orders.UniqueId);
        });
        var start = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

        Renderer.Compile(model, () => throw new InvalidOperationException(), new MaterializationInputs { Batch = (start, start.AddDays(1)) });

        model.CompiledCode.ShouldBe(
            "(select * from \"db\".\"main\".\"orders\" where ordered_at >= '2026-01-31 00:00:00+00:00' and ordered_at < '2026-02-01 00:00:00+00:00') _dbt_et_filter_subq_orders"
            + " 20260131 2026-02-01 00:00:00+00:00");
    }

    [Fact]
    public void Macros_are_found_in_the_nodes_package_then_the_root_then_the_engine()
    {
        _project.Macros("dbt", "{% macro who() %}dbt{% endmacro %}{% macro ask() %}{{ who() }}{% endmacro %}{% macro only() %}engine{% endmacro %}")
            .Macros("dbt_postgres", "{% macro only() %}postgres{% endmacro %}")
            .Macros("extra", "{% macro who() %}extra{% endmacro %}")
            .Macros("shop", "{% macro who() %}shop{% endmacro %}");
        var other = _project.Node("other", "{{ who() }} {{ ask() }} {{ dbt.who() }} {{ extra.who() }} {{ only() }}", package: "extra");

        Compile("{{ who() }} {{ ask() }} {{ dbt.who() }} {{ extra.who() }} {{ dbt_postgres is defined }} {{ only() }}").ShouldBe("shop shop dbt extra False postgres");
        Renderer.Compile(other, () => throw new InvalidOperationException());
        other.CompiledCode.ShouldBe("extra extra dbt extra postgres");
    }

    [Fact]
    public void Dispatch_looks_where_the_project_says()
    {
        _project.Macros("extra", "{% macro default__f() %}extra{% endmacro %}{% macro default__g() %}extra{% endmacro %}")
            .Macros("shop", "{% macro default__f() %}shop{% endmacro %}{% macro postgres__h() %}shop h{% endmacro %}")
            .Macros("spark", "{% macro default__g() %}spark{% endmacro %}")
            .Macros("dbt", "{% macro default__h() %}engine h{% endmacro %}");
        _project.Dispatch.Add(new DispatchRule("extra", ["spark", "extra"]));

        Compile("{{ adapter.dispatch('f', 'extra')() }} {{ adapter.dispatch('g', macro_namespace='extra')() }} {{ adapter.dispatch('h', 'dbt')() }} {{ adapter.dispatch('f')() }}")
            .ShouldBe("extra spark shop h shop");
    }

    [Fact]
    public void A_projects_macro_hides_a_builtin_which_it_can_still_call()
    {
        _project.Macros("shop", "{% macro ref(name) %}{{ return(builtins.ref(name).include(database=false)) }}{% endmacro %}");
        _project.Node("orders", "");

        Compile("{{ ref('orders') }}").ShouldBe("\"main\".\"orders\"");
    }

    [Theory]
    [InlineData("{{ config.get('materialized') }} {{ config.get('x', 'y') }} {{ config.get('x', default=none) }}", "view y None")]
    [InlineData("{{ model.name }} {{ model['unique_id'] }} {{ model.config.materialized }} {{ model.compiled_code is defined }}", "subject model.shop.subject view False")]
    [InlineData("{{ graph.nodes['model.shop.subject'].name }} {{ graph.sources | length }}", "subject 0")]
    [InlineData("{{ context['project_name'] }} {{ context.get('nothing', 'x') }} {{ 'ref' in context }}", "shop x True")]
    [InlineData("{{ execute }} {{ flags.WHICH }} {{ flags.FULL_REFRESH }} {{ flags.NOTHING is defined }}", "True build False False")]
    [InlineData("{{ fromjson('{\"a\": [1, null]}') }} {{ fromjson('{', 'bad') }} {{ tojson({'b': 1, 'a': none}, sort_keys=true) }}", "{'a': [1, None]} bad {\"a\": null, \"b\": 1}")]
    [InlineData("{{ fromyaml('a: [1, yes]') }} {{ fromyaml('a: [', 'bad') }}", "{'a': [1, True]} bad")]
    [InlineData("{{ toyaml({'a': [1, {'b': 'x: y'}], 'c': none, 'd': {}}) }}", "a:\n- 1\n- b: 'x: y'\nc: null\nd: {}\n")]
    [InlineData("{{ set([1, 2, 2]) | list }} {{ set(5, 'no') }} {{ (set([1, 2]) - set([2])) | list }} {{ set([1]).union([3]) | length }}", "[1, 2] no [1] 2")]
    [InlineData("{{ zip([1, 2], ['a', 'b']) | list }} {{ zip(1, default='no') }}", "[(1, 'a'), (2, 'b')] no")]
    [InlineData("{{ local_md5('a') }}", "0cc175b9c0f1b6a831c399e269772661")]
    [InlineData("{{ diff_of_two_dicts({'a': ['x', 'Y'], 'B': ['z']}, {'A': ['y']}) }}", "{'a': ['x'], 'B': ['z']}")]
    [InlineData("{{ modules.datetime.datetime(2026, 1, 31) + modules.datetime.timedelta(days=1, hours=2) }}", "2026-02-01 02:00:00")]
    [InlineData("{{ modules.datetime.datetime.strptime('2026-01-31', '%Y-%m-%d').strftime('%d.%m.%y') }} {{ modules.datetime.date(2026, 1, 2).isoformat() }}", "31.01.26 2026-01-02")]
    [InlineData("{{ modules.pytz.timezone('America/New_York').localize(modules.datetime.datetime(2026, 7, 1)) }}", "2026-07-01 00:00:00-04:00")]
    [InlineData("{{ modules.datetime.datetime(2026, 7, 1, 12, tzinfo=modules.pytz.utc).astimezone(modules.pytz.timezone('Europe/Berlin')) }}", "2026-07-01 14:00:00+02:00")]
    [InlineData("{{ modules.re.sub('(a)(?P<n>b)', '\\\\2-\\\\g<n>', 'ab') }} {{ modules.re.match('b', 'ab') }} {{ modules.re.search('(b)', 'ab').group(1) }} {{ modules.re.findall('[a-c]', 'abz') }}", "b-b None b ['a', 'b']")]
    [InlineData("{{ modules.itertools.product([1, 2], ['a']) | list }} {{ modules.itertools.combinations([1, 2, 3], 2) | length }} {{ modules.itertools.chain([1], [2]) | list }}", "[(1, 'a'), (2, 'a')] 3 [1, 2]")]
    [InlineData("{{ ref.config.project_name }} {{ thread_id is string }} {{ selected_resources }} {{ pre_hooks }}", "shop True [] []")]
    [InlineData("{{ run_started_at.strftime('%Y') | length }} {{ invocation_id | length }} {{ dbt_version }}", "4 36 1.10.15")]
    [InlineData("{% for a in [1, 2, 3, 4] %}{% if a == 2 %}{% continue %}{% endif %}{% if a == 4 %}{% break %}{% endif %}{{ a }}{% endfor %}", "13")]
    [InlineData("{{ render('{{ 1 + 1 }}') }} {{ store_result('x', 'ok') }}{{ load_result('x').response }} {{ load_result('y') }}", "2 ok None")]
    [InlineData("{{ adapter.type() }} {{ adapter.quote('a') }} {{ api.Relation.create(schema='s', identifier='t') }}", "postgres \"a\" \"s\".\"t\"")]
    [InlineData("{{ validation.any[1, 'a'] is defined }}", "False")]
    public void Templates_have_what_the_reference_gives_them(string text, string expected) => Compile(text).ShouldBe(expected);

    [Fact]
    public void A_result_is_loaded_once_unless_it_is_the_main_one() =>
        Should.Throw<TemplateException>(() => Compile("{{ store_result('main', 'a') }}{{ load_result('main').response }}{{ load_result('main').response }}{{ store_result('x', 'a') }}{{ load_result('x') }}{{ load_result('x') }}"))
            .Problem.ShouldBe("The 'statement' result named 'x' has already been loaded into a variable");

    [Fact]
    public void Messages_go_to_whoever_started_the_run()
    {
        List<TemplateMessage> messages = [];
        _project.Invocation = new Invocation { Messages = messages.Add };

        Renderer.Compile(_project.Node("subject", "{{ log('a') }}{{ log('b', info=true) }}{{ print('c') }}{{ exceptions.warn('d') }}"), () => throw new InvalidOperationException());

        messages.Select(message => (message.Level, message.Text)).ShouldBe([(MessageLevel.Debug, "a"), (MessageLevel.Info, "b"), (MessageLevel.Print, "c"), (MessageLevel.Warning, "d")]);
        messages[0].Node.ShouldBe("model.shop.subject");
    }

    [Fact]
    public void A_contract_that_is_not_met_is_shown_as_a_table() =>
        Should.Throw<TemplateException>(() => Compile("{{ exceptions.raise_contract_error([{'name': 'id', 'data_type': 'integer'}, {'name': 'b', 'data_type': 'text'}], [{'name': 'id', 'data_type': 'text'}, {'name': 'c', 'data_type': 'text'}]) }}"))
            .Problem.ShouldEndWith("""

                | column_name | definition_type | contract_type | mismatch_reason       |
                | ----------- | --------------- | ------------- | --------------------- |
                | b           |                 | text          | missing in definition |
                | c           | text            |               | missing in contract   |
                | id          | text            | integer       | data type mismatch    |

                """);

    [Fact]
    public void What_a_rendering_read_of_its_invocation_is_noted()
    {
        _project.Macros("shop", "{% macro of_env() %}{{ env_var('PLACE', 'x') }}{{ target.type }}{{ target.schema }}{% endmacro %}");
        var node = _project.Node("a", "{{ var('v', 1) }}{{ of_env() }}{{ flags.FULL_REFRESH }}{{ invocation_id }}{{ adapter.quote('a') }}");
        var other = _project.Node("b", "select 1 as {{ adapter.quote('a') }} from {{ this }}");
        var third = _project.Node("c", "{{ target.database }}");

        Renderer.Compile(node, () => throw new InvalidOperationException());
        Renderer.Compile(other, () => throw new InvalidOperationException());
        Renderer.Compile(third, () => throw new InvalidOperationException());

        var inputs = node.CompileInputs!;
        inputs.Vars.ShouldBe(["v"]);
        inputs.EnvironmentVariables.ShouldBe(["PLACE"]);
        inputs.TargetMembers.ShouldBe(["type"]);
        inputs.Invocation.ShouldBe(["flags.FULL_REFRESH", "invocation_id"]);
        other.CompileInputs!.IsEmpty.ShouldBeTrue();
        third.CompileInputs!.Place.ShouldBeTrue();
    }

    [Fact]
    public void Macros_can_be_called_and_texts_rendered_on_their_own()
    {
        _project.Macros("shop", "{% macro add(a, b=1) %}{{ return(a + b) }}{% endmacro %}").Macros("extra", "{% macro add(a) %}{{ return('extra') }}{% endmacro %}");
        var node = _project.Node("a", "");

        Renderer.Call("add", null!, [2L]).ShouldBe(3L);
        Renderer.Call("add", null!, [2L], new Dictionary<string, object?> { ["b"] = 5L }).ShouldBe(7L);
        Renderer.Call("extra.add", null!, [2L]).ShouldBe("extra");
        Renderer.Render("grant on {{ this }} to {{ who }}", node, null!, new Dictionary<string, object?> { ["who"] = "me" }).ShouldBe("grant on \"db\".\"main\".\"a\" to me");
        Should.Throw<TemplateException>(() => Renderer.Call("ad", null!, [])).Problem.ShouldBe("dbt could not find a macro with the name 'ad' in any package. Did you mean 'add'?");
    }
}
