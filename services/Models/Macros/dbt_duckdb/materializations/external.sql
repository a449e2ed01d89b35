{#
  A model as files: its rows are written to the location, in one file or a folder of partitions, and a view of its name reads them. A query without rows
  leaves a file that holds the columns alone.
#}
{% materialization external, adapter='duckdb', supported_languages=['sql'] %}
  {%- set location = render(config.get('location', default=external_location(this, config))) -%}
  {%- set options = render_write_options(config) -%}
  {%- set format = external_format(location, config) -%}
  {%- do options.setdefault('format', format) -%}
  {%- set location = adapter.prepare_location(location, options) -%}
  {%- set read_location = adapter.external_read_location(location, options) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set temp_relation = make_intermediate_relation(this.incorporate(type='table'), suffix='__dbt_tmp') -%}
  {%- set is_partitioned = options.get('partition_by') is not none -%}

  {{ drop_leftovers([temp_relation]) }}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {% call statement('main') -%}
    {{ adapter.external_copy(sql, location, adapter.external_write_options(location, options)) }}
  {%- endcall %}

  {#- Of no rows there is no partition, and so no file that tells the columns. Asking for them is as dear as looking into every file that is read. -#}
  {%- set is_empty = is_partitioned and load_result('main')['response'].rows_affected == 0 -%}
  {%- set columns = get_column_schema_from_query(sql) if is_empty else [] -%}
  {%- if existing_relation is not none and not existing_relation.is_view -%}
    {{ drop_relation_if_exists(existing_relation) }}
  {%- endif -%}
  {%- call statement('create_view') -%}
    create or replace view {{ target_relation }} as (
      {%- if is_empty %}
      select {% for column in columns %}cast(null as {{ column.dtype }}) as {{ adapter.quote(column.name) }}{{ ', ' if not loop.last }}{% endfor %} where false
      {%- else %}
      select * from {{ external_reader(read_location, format, config, is_partitioned) }}
      {%- endif %}
    )
  {%- endcall -%}
  {% do adapter.cache_added(target_relation) %}

  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) %}
  {% do persist_docs(target_relation, model) %}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# Below the profile's folder unless the model says where. #}
{%- macro external_location(relation, config) -%}
  {{- adapter.external_root(config.get('schema') or target.schema) }}/{{ relation.identifier }}
  {%- if (config.get('options', {}) or {}).get('partition_by') is none -%}
    .{{ config.get('format', 'parquet') or 'parquet' }}
  {%- endif -%}
{%- endmacro -%}

{% macro external_format(location, config) %}
  {%- set known = ['csv', 'parquet', 'json'] -%}
  {%- set format = config.get('format') or (config.get('options', {}) or {}).get('format') -%}
  {%- if format and format not in known -%}
    {{ exceptions.raise_compiler_error('Invalid format: ' ~ format ~ '. Allowed formats are: ' ~ known | join(', ')) }}
  {%- endif -%}
  {%- set ending = location.split('/')[-1].split('.')[-1] | lower -%}
  {{ return(format or (ending if ending in known else 'parquet')) }}
{% endmacro %}

{% macro external_reader(location, format, config, is_partitioned) %}
  {%- set defaults = {'parquet': {'union_by_name': false}, 'json': {'auto_detect': true}, 'csv': {'auto_detect': true}} -%}
  {%- set options = dict(config.get(format ~ '_read_options') or defaults[format]) -%}
  {%- if is_partitioned -%}
    {%- do options.setdefault('hive_partitioning', true) -%}
  {%- endif -%}
  {%- set arguments = ["'" ~ location ~ "'"] -%}
  {%- for key, value in options.items() -%}
    {%- do arguments.append(key ~ '=' ~ ("'" ~ value ~ "'" if value is string else value)) -%}
  {%- endfor -%}
  {{ return('read_' ~ format ~ '(' ~ arguments | join(', ') ~ ')') }}
{% endmacro %}

{% macro render_write_options(config) -%}
  {%- set given = config.get('options', {}) or {} -%}
  {%- if given is not mapping -%}
    {% do exceptions.raise_compiler_error('The options argument must be a dictionary') %}
  {%- endif -%}
  {%- set options = {} -%}
  {%- for key, value in given.items() -%}
    {%- do options.update({key: render(value) if value is string else value | string}) -%}
  {%- endfor -%}
  {%- for key in ['format', 'delimiter'] if config.get(key) -%}
    {%- do options.update({key: render(config.get(key))}) -%}
  {%- endfor -%}
  {% do return(options) %}
{%- endmacro %}

{% macro write_to_file(relation, location, options) -%}
  {%- call statement('write_to_file') -%}
    {{ adapter.external_copy('select * from ' ~ relation, adapter.prepare_location(location), options) }}
  {%- endcall -%}
{% endmacro %}

{# For on-run-start: views of external models that this run reads and does not build. Those that there are read what was published, or was built and is kept. #}
{%- macro register_upstream_external_models() -%}
  {%- if execute -%}
    {%- set seen = [] -%}
    {%- for selected in selected_resources if selected in graph['nodes'] -%}
      {%- for name in graph['nodes'][selected]['depends_on']['nodes'] if name not in seen and name not in selected_resources -%}
        {%- do seen.append(name) -%}
        {%- set upstream = graph['nodes'].get(name) -%}
        {%- if upstream and upstream.resource_type in ('model', 'seed') and upstream.config.materialized == 'external' -%}
          {%- set relation = api.Relation.create(database=upstream['database'], schema=upstream['schema'], identifier=upstream['alias']) -%}
          {%- if adapter.get_relation(relation.database, relation.schema, relation.identifier) is none -%}
          {%- set location = adapter.find_location(render(upstream.config.get('location') or external_location(relation, upstream.config))) -%}
          {%- set options = render_write_options(upstream.config) -%}
          {%- set format = external_format(location, upstream.config) -%}
          {%- do options.setdefault('format', format) -%}
          {% do run_query('create schema if not exists ' ~ relation.without_identifier()) %}
          {% do run_query('create or replace view ' ~ relation ~ ' as (select * from '
            ~ external_reader(adapter.external_read_location(location, options), format, upstream.config, options.get('partition_by') is not none) ~ ')') %}
          {%- endif -%}
        {%- endif -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro -%}
