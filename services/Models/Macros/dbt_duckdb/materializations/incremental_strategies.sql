{# Without a key rows are only added. #}
{% macro duckdb__get_incremental_default_sql(arg_dict) %}{% do return(get_incremental_delete_insert_sql(arg_dict)) %}{% endmacro %}

{% macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- set columns = get_quoted_csv(dest_columns | map(attribute='name')) -%}
  {#- With one key predicates see the target's columns alone, with several those of both, by name of the target DBT_INCREMENTAL_TARGET. -#}
  {%- if unique_key is string and unique_key -%}
    {%- set conditions = ['(' ~ unique_key ~ ') in (select (' ~ unique_key ~ ') from ' ~ source ~ ')'] + (incremental_predicates or []) -%}
    delete from {{ target }} where {{ conditions | join(' and ') }};
  {%- elif unique_key -%}
    {%- set conditions = [] -%}
    {%- for key in unique_key -%}
      {%- do conditions.append(source ~ '.' ~ key ~ ' = DBT_INCREMENTAL_TARGET.' ~ key) -%}
    {%- endfor -%}
    delete from {{ target }} as DBT_INCREMENTAL_TARGET
    using {{ source }}
    where {{ (conditions + (incremental_predicates or [])) | join(' and ') }};
  {%- endif %}
  insert into {{ target }} ({{ columns }})
  (
    select {{ columns }}
    from {{ source }}
  )
{%- endmacro %}

{# The rows of the batch's time in the target make place for those of the batch. #}
{% macro duckdb__get_incremental_microbatch_sql(arg_dict) %}
  {%- set target = arg_dict['target_relation'] -%}
  {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
  {%- set predicates = [] + (arg_dict.get('incremental_predicates') or []) -%}
  {%- if model.batch and model.batch.event_time_start -%}
    {%- do predicates.append(model.config.event_time ~ " >= '" ~ model.batch.event_time_start ~ "'") -%}
  {%- endif -%}
  {%- if model.batch and model.batch.event_time_end -%}
    {%- do predicates.append(model.config.event_time ~ " < '" ~ model.batch.event_time_end ~ "'") -%}
  {%- endif -%}
  {%- set sql -%}
    delete from {{ target }} where {{ predicates | join(' and ') or 'true' }};
    insert into {{ target }} ({{ columns }}) (select {{ columns }} from {{ arg_dict['temp_relation'] }})
  {%- endset -%}
  {% do return(sql) %}
{% endmacro %}

{% macro duckdb__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- set columns = get_quoted_csv(dest_columns | map(attribute='name')) -%}
  {%- set using_columns = config.get('merge_on_using_columns', []) or [] -%}
  {%- set filters = [incremental_predicates] if incremental_predicates is string else incremental_predicates or [] -%}
  {%- set clauses = config.get('merge_clauses', {}) or {} -%}
  {%- set sql_header = config.get('sql_header', none) -%}
  {{ sql_header if sql_header is not none }}
  merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    {{ duckdb__merge_join(unique_key, using_columns, filters) | trim }}
  {%- for clause in clauses.get('when_matched', [{'action': 'update', 'condition': config.get('merge_update_condition', none)}] if unique_key or using_columns else []) %}
    when matched {{ duckdb__merge_condition(clause) | trim }} then {{ duckdb__merge_update(clause, dest_columns) | trim }}
  {%- endfor %}
  {%- for clause in clauses.get('when_not_matched', [{'action': 'insert', 'condition': config.get('merge_insert_condition', none)}]) %}
    when not matched {{ 'by ' ~ clause.by if clause.by }} {{ duckdb__merge_condition(clause) | trim }} then {{ duckdb__merge_insert(clause, columns) | trim }}
  {%- endfor %}
{% endmacro %}

{% macro duckdb__merge_join(unique_key, using_columns, filters) %}
  {%- if using_columns -%}
    using ({{ using_columns | join(', ') }})
  {%- else -%}
    {%- set conditions = [] -%}
    {%- for key in ([unique_key] if unique_key is string else unique_key or []) -%}
      {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
    {%- endfor -%}
    on ({{ ((conditions or ['false']) + filters) | join(') and (') }})
  {%- endif -%}
{% endmacro %}

{% macro duckdb__merge_condition(clause) %}
  {%- if clause.condition -%}
    and ({{ clause.condition if clause.condition is string else clause.condition | join(') and (') }})
  {%- endif -%}
{% endmacro %}

{% macro duckdb__merge_update(clause, dest_columns) %}
  {%- if clause.action == 'delete' -%}delete
  {%- elif clause.action == 'do_nothing' -%}do nothing
  {%- elif clause.action == 'error' -%}error {{ "'" ~ dbt.escape_single_quotes(clause.error_message) ~ "'" if clause.error_message }}
  {%- elif clause.mode in ('star', 'by_name', 'by_position') -%}update {{ {'star': 'set *', 'by_name': 'by name', 'by_position': 'by position'}[clause.mode] }}
  {%- else -%}
    {%- set given = clause.update or {} -%}
    {%- set expressions = given.set_expressions or config.get('merge_update_set_expressions', {}) or {} -%}
    {%- set assignments = [] -%}
    {%- for column, expression in expressions.items() -%}
      {%- do assignments.append(column ~ ' = ' ~ expression) -%}
    {%- endfor -%}
    {%- for column in get_merge_update_columns(given.include or config.get('merge_update_columns', none), given.exclude or config.get('merge_exclude_columns', none), dest_columns) if column | replace('"', '') not in expressions -%}
      {%- do assignments.append(column ~ ' = DBT_INTERNAL_SOURCE.' ~ column) -%}
    {%- endfor -%}
    update set {{ assignments | join(', ') }}
  {%- endif -%}
{% endmacro %}

{% macro duckdb__merge_insert(clause, columns) %}
  {%- if clause.action == 'delete' -%}delete
  {%- elif clause.action == 'do_nothing' -%}do nothing
  {%- elif clause.action == 'error' -%}error {{ "'" ~ dbt.escape_single_quotes(clause.error_message) ~ "'" if clause.error_message }}
  {%- elif clause.action == 'update' -%}
    update set {% for column, expression in clause.set_expressions.items() %}{{ column }} = {{ expression }}{{ ', ' if not loop.last }}{% endfor %}
  {%- elif clause.mode in ('star', 'by_name', 'by_position') -%}insert {{ {'star': '*', 'by_name': 'by name', 'by_position': 'by position'}[clause.mode] }}
  {%- elif clause.insert -%}insert ({{ clause.insert.columns | join(', ') }}) values ({{ clause.insert['values'] | join(', ') }})
  {%- else -%}
    {%- set values = [] -%}
    {%- for column in columns.split(', ') -%}
      {%- do values.append('DBT_INTERNAL_SOURCE.' ~ column) -%}
    {%- endfor -%}
    insert ({{ columns }}) values ({{ values | join(', ') }})
  {%- endif -%}
{% endmacro %}
