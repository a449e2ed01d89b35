{# In predicates that projects write the rows are called DBT_INTERNAL_DEST and DBT_INTERNAL_SOURCE; `predicates` is how the parameter was called once. #}
{% macro get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}
  {%- set filters = kwargs.get('predicates', incremental_predicates) -%}
  {{ adapter.dispatch('get_merge_sql', 'dbt')(target, source, unique_key, dest_columns, filters) }}
{%- endmacro %}

{# Without a key nothing matches, so that all rows are added. #}
{% macro default__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) %}
  {%- set conditions = (incremental_predicates or []) + ([] if unique_key else ['FALSE']) -%}
  {%- for key in dbt._keys(unique_key) -%}
    {%- do conditions.append(equals('DBT_INTERNAL_SOURCE.' ~ key, 'DBT_INTERNAL_DEST.' ~ key) | trim) -%}
  {%- endfor -%}
  {%- set assignments = [] -%}
  {%- for column in get_merge_update_columns(config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) if unique_key -%}
    {%- do assignments.append(column ~ ' = DBT_INTERNAL_SOURCE.' ~ column) -%}
  {%- endfor -%}
  {{ config.get('sql_header', none) or '' }}
  {{ dbt._merge_into(target, source, conditions | join(') and (')) }}
  {{ 'when matched then update set ' ~ assignments | join(', ') if assignments }}
  {{ dbt._merge_insert(dest_columns) }}
{% endmacro %}

{% macro _keys(unique_key) %}{% do return([unique_key] if unique_key is string else unique_key or []) %}{% endmacro %}

{% macro _merge_into(target, source, condition) %}merge into {{ target }} as DBT_INTERNAL_DEST using {{ source }} as DBT_INTERNAL_SOURCE on ({{ condition }}){% endmacro %}

{% macro _merge_insert(dest_columns) %}
  {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) -%}
  when not matched then insert ({{ names }}) values ({{ names }})
{%- endmacro %}

{% macro get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
  {{- adapter.dispatch('get_delete_insert_merge_sql', 'dbt')(target, source, unique_key, dest_columns, incremental_predicates) -}}
{% endmacro %}
{% macro default__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
  {%- set keys = dbt._keys(unique_key) | join(', ') -%}
  {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) %}

    {{- '\n        \n        \n        delete from ' ~ target ~ ' as DBT_INTERNAL_DEST\n        where (' ~ keys ~ ') in (\n            select distinct ' ~ keys
      ~ '\n            from ' ~ source ~ ' as DBT_INTERNAL_SOURCE\n        )' if keys -}}
    {%- for predicate in incremental_predicates or [] if keys %}
            {{ '\n' if loop.first }}                and {{ predicate }}
    {%- endfor -%}
    {{- ';\n\n    ' if keys }}

    insert into {{ target }} ({{ names }})
    (
        select {{ names }}
        from {{ source }}
    )
{% endmacro %}

{% macro get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header=false) %}
  {{- adapter.dispatch('get_insert_overwrite_merge_sql', 'dbt')(target, source, dest_columns, predicates, include_sql_header) -}}
{% endmacro %}
{% macro default__get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header) %}
  {{ config.get('sql_header', none) or '' if include_sql_header }}
  {{ dbt._merge_into(target, source, 'FALSE') }}
  {{ (['when not matched by source'] + (predicates or [])) | join(' and ') }} then delete
  {{ dbt._merge_insert(dest_columns) }}
{% endmacro %}

{% macro get_quoted_csv(column_names) %}
  {%- set quoted = [] -%}
  {%- for name in column_names -%}
    {%- do quoted.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {{ return(quoted | join(', ')) }}
{% endmacro %}

{% macro get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) %}
  {%- do return(adapter.dispatch('get_merge_update_columns', 'dbt')(merge_update_columns, merge_exclude_columns, dest_columns)) -%}
{% endmacro %}

{% macro default__get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) %}
  {%- if merge_update_columns and merge_exclude_columns -%}
    {{ exceptions.raise_compiler_error('Model cannot specify merge_update_columns and merge_exclude_columns. Please update model to use only one config') }}
  {%- elif merge_update_columns -%}
    {{ return(merge_update_columns) }}
  {%- endif -%}
  {%- set excluded = merge_exclude_columns | default([], true) | map('lower') | list -%}
  {%- set updated = [] -%}
  {%- for column in dest_columns if column.column | lower not in excluded -%}
    {%- do updated.append(column.quoted) -%}
  {%- endfor -%}
  {{ return(updated) }}
{% endmacro %}
