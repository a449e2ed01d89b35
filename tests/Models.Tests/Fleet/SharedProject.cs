namespace ControlPlane.Models.Tests.Fleet;

/// <summary>A project that does with vars, targets and names what projects do.</summary>
internal static class SharedProject
{
    public static ProjectFolder Write() => new("""
        name: shop
        version: '1.0'
        profile: shop
        vars: {region: eu, with_extra: false, limit: 10}
        models:
          shop:
            marts: {+schema: core, +materialized: "{{ var('materialized', 'table') }}"}
        on-run-start: ["create schema if not exists {{ target.schema }}_log"]
        """)
    {
        ["macros/names.sql"] = """
            {% macro generate_schema_name(custom_schema_name, node) -%}
                {%- if custom_schema_name is none or target.schema == 'flat' -%}{{ target.schema }}
                {%- elif target.name == 'prod' and node.resource_type == 'model' -%}{{ custom_schema_name | trim }}
                {%- else -%}{{ target.schema }}_{{ custom_schema_name | trim }}{%- endif -%}
            {%- endmacro %}
            {% macro shout(relation) %}{{ relation | upper }}{% endmacro %}
            {% macro where_it_is() %}{{ return(this.schema == 'live') }}{% endmacro %}
            """,
        ["models/sources.yml"] = """
            sources:
              - name: raw
                schema: "raw_{{ target.schema }}"
                tables: [{name: orders, columns: [{name: id, data_tests: [not_null, {accepted_values: {values: [1, 2]}}]}]}, {name: customers}]
              - name: elsewhere
                database: "{{ var('region') }}_{{ target.database }}"
                schema: fixed
                tables: [{name: rates, identifier: "rates_{{ var('region') }}"}]
              - name: nowhere
                tables: [{name: gone, config: {enabled: false}}]
            """,
        ["models/stg_orders.sql"] = "select * from {{ source('raw', 'orders') }} where region = '{{ var('region') }}'",
        ["models/stg_customers.sql"] = "{{ config(materialized='ephemeral') }}select * from {{ source('raw', 'customers') }}",
        ["models/inner_customers.sql"] = "{{ config(materialized='ephemeral') }}select * from {{ ref('stg_customers') }} where '{{ var('region') }}' = region",
        ["models/limited.sql"] = "select * from {{ ref('stg_orders') }}{% if target.name == 'dev' %} limit {{ var('limit') }}{% endif %}",
        ["models/loud.sql"] = "select '{{ shout(ref('stg_orders')) }}' as loud, '{{ ref('stg_orders').schema }}' as place, '{{ this | string | length }}' as long",
        ["models/placed.sql"] = "select {% if this.schema == 'live' %}1{% else %}2{% endif %} as x, '{{ target.schema }}' as s, '{{ model.schema }}' as m {% if where_it_is() %}, 3 as y{% endif %}",
        ["models/placed_refs.sql"] = "{% if target.schema == 'live' %}select * from {{ ref('limited') }}{% else %}select * from {{ ref('stg_orders') }}{% endif %}",
        ["models/extra.sql"] = "{{ config(enabled=var('with_extra')) }}select * from {{ ref('stg_orders') }}",
        ["models/asks.sql"] = "select {% for c in adapter.get_columns_in_relation(ref('stg_orders')) %}{{ c.name }}{% endfor %}",
        ["models/times.sql"] = "{{ config(materialized='incremental', alias='times_' ~ var('region')) }}select '{{ env_var('STAGE', 'none') }}' as stage{% if is_incremental() %} where 1 = 1{% endif %}",
        ["models/marts/orders.sql"] = "select o.*, c.name, '{{ ref('limited').include(database=false) }}' as t from {{ ref('stg_orders') }} o join {{ ref('inner_customers') }} c using (id) join {{ source('elsewhere', 'rates') }} r using (id)",
        ["models/marts/unused.sql"] = "{{ config(pre_hook=\"grant usage on schema {{ target.schema }} to public\") }}select * from {{ ref('dim', v=1) }} union all select * from {{ ref('dim') }}",
        ["models/marts/limited.sql"] = "{{ config(enabled=false) }}select 1 as id",
        ["models/marts/dim_v1.sql"] = "select 1 as id",
        ["models/marts/dim_v2.sql"] = "select 2 as id from {{ ref('stg_customers') }}",
        ["models/flat_orders.sql"] = "{{ config(alias='orders', materialized='table') }}select 1 as id",
        ["models/schema.yml"] = """
            models:
              - name: dim
                latest_version: 2
                columns: [{name: id, data_tests: [unique]}]
                versions: [{v: 1}, {v: 2}]
              - name: limited
                config: {tags: ["{{ var('region') }}"]}
                columns: [{name: id, data_tests: [unique, not_null, {relationships: {to: ref('stg_orders'), field: id, config: {store_failures: true}}}]}]
              - name: constrained
                config: {contract: {enforced: true}}
                columns:
                  - {name: id, data_type: int, constraints: [{type: foreign_key, to: ref('stg_orders'), to_columns: [id]}]}
            unit_tests:
              - name: limits
                model: limited
                given: [{input: ref('stg_orders'), rows: [{id: 1}]}]
                expect: {rows: [{id: 1}]}
            exposures:
              - {name: board, type: dashboard, owner: {name: x, email: a@b.c}, depends_on: [ref('orders')]}
            """,
        ["models/constrained.sql"] = "select 1 as id",
        ["tests/none_lost.sql"] = "select * from {{ ref('limited') }} where id is null",
        ["analyses/look.sql"] = "select * from {{ ref('orders') }} where '{{ target.name }}' = 'dev'",
        ["seeds/codes.csv"] = "id,code\n1,a\n",
        ["snapshots/kept.sql"] = "{% snapshot kept %}{{ config(unique_key='id', strategy='check', check_cols='all', target_schema='kept') }}select * from {{ ref('limited') }}{% endsnapshot %}",
    };
}
