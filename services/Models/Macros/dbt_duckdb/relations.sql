{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- if language != 'sql' -%}
    {% do exceptions.raise_compiler_error("duckdb__create_table_as macro didn't get supported language, it got %s" % language) %}
  {%- endif -%}
  {%- set contract = config.get('contract') -%}
  {%- set sql_header = config.get('sql_header', none) -%}
  {%- if contract.enforced -%}
    {{ get_assert_columns_equivalent(compiled_code) }}
  {%- endif -%}
  {{ sql_header if sql_header is not none }}
  create {{ 'temporary ' if temporary }}table {{ relation.include(database=(not temporary), schema=(not temporary)) }}
  {%- if contract.enforced and not temporary %}
    {{ get_table_columns_and_constraints() }};
  insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }}) (
    {{ get_select_subquery(compiled_code) }}
  );
  {%- else %}
  as (
    {{ compiled_code }}
  );
  {%- endif %}
{% endmacro %}

{% macro duckdb__create_view_as(relation, sql) -%}
  {%- set sql_header = config.get('sql_header', none) -%}
  {%- if config.get('contract').enforced -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif -%}
  {{ sql_header if sql_header is not none }}
  create view {{ relation }} as (
    {{ sql }}
  );
{% endmacro %}

{% macro duckdb__drop_relation(relation) -%}
  {%- call statement('drop_relation', auto_begin=False) -%}
    drop {{ relation.type }} if exists {{ relation }} cascade
  {%- endcall -%}
{% endmacro %}

{% macro duckdb__rename_relation(from_relation, to_relation) -%}
  {%- call statement('rename_relation') -%}
    alter {{ from_relation.type or to_relation.type }} {{ from_relation }} rename to {{ adapter.quote_as_configured(to_relation.identifier, 'identifier') }}
  {%- endcall -%}
{% endmacro %}

{# A table with indexes cannot be renamed, so that those of the old one go first and those of the new one come last. #}
{% macro duckdb__swap_relations(existing_relation, backup_relation, intermediate_relation, target_relation) %}
  {%- if existing_relation.type == 'table' -%}
    {% do drop_indexes_on_relation(existing_relation) %}
  {%- endif -%}
  {% do adapter.rename_relation(existing_relation, backup_relation) %}
  {% do adapter.rename_relation(intermediate_relation, target_relation) %}
  {%- if target_relation.type == 'table' -%}
    {% do duckdb__create_all_indexes(target_relation) %}
  {%- endif -%}
{% endmacro %}

{# Not of what is built beside: see where it is swapped in. #}
{% macro duckdb__create_indexes(relation) -%}
  {%- if relation.identifier == this.identifier -%}
    {% do duckdb__create_all_indexes(relation) %}
  {%- endif -%}
{% endmacro %}

{% macro duckdb__create_all_indexes(relation) -%}
  {%- for index in config.get('indexes', default=[]) or [] -%}
    {% do run_query(get_create_index_sql(relation, index)) %}
  {%- endfor -%}
{% endmacro %}

{% macro duckdb__get_create_index_sql(relation, index_dict) -%}
  {%- set index = adapter.parse_index(index_dict) -%}
  {{- ['create ' ~ ('unique ' if index.unique else '') ~ 'index', '"' ~ index.render(relation) ~ '"', 'on ' ~ relation, '(' ~ index.columns | join(', ') ~ ');'] | join('\n  ') -}}
{%- endmacro %}

{% macro drop_indexes_on_relation(relation) -%}
  {%- set sql -%}
    select index_name from duckdb_indexes()
    where schema_name = '{{ relation.schema }}' and table_name = '{{ relation.identifier }}'
  {%- endset -%}
  {%- for row in run_query(sql) -%}
    {% do run_query('drop index "' ~ relation.schema ~ '"."' ~ row[0] ~ '"') %}
  {%- endfor -%}
{%- endmacro %}

{% macro duckdb__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {%- for column in add_columns or [] -%}
    {% do run_query('alter ' ~ relation.type ~ ' ' ~ relation ~ ' add column ' ~ adapter.quote(column.name) ~ ' ' ~ column.data_type) %}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {% do run_query('alter ' ~ relation.type ~ ' ' ~ relation ~ ' drop column ' ~ adapter.quote(column.name)) %}
  {%- endfor -%}
{% endmacro %}

{% macro duckdb__alter_column_type(relation, column_name, new_column_type) -%}
  {% do run_query('alter table ' ~ relation ~ ' alter column ' ~ adapter.quote(column_name) ~ ' type ' ~ new_column_type) %}
{% endmacro %}

{% macro duckdb__alter_relation_comment(relation, comment) %}
  comment on {{ relation.type }} {{ relation }} is '{{ dbt.escape_single_quotes(comment) }}';
{% endmacro %}

{% macro duckdb__alter_column_comment(relation, column_dict) %}
  {%- set existing = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
  {%- for name in column_dict if name in existing %}
  comment on column {{ relation }}.{{ adapter.quote(name) if column_dict[name]['quote'] else name }} is '{{ dbt.escape_single_quotes(column_dict[name]['description']) }}';
  {%- endfor %}
{% endmacro %}
