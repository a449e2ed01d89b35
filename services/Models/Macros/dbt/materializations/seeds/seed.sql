{% materialization seed, default %}
  {%- set existing = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set is_table = existing is not none and existing.is_table -%}
  {%- set seeded = this.incorporate(type='table') -%}
  {%- set anew = should_full_refresh() -%}
  {%- set rows = load_agate_table() -%}
  {%- do store_result('agate_table', response='OK', agate_table=rows) -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- do exceptions.raise_compiler_error("Cannot seed to '{}', it is a view".format(existing.render())) if existing is not none and existing.is_view -%}
  {%- set prepared = reset_csv_table(model, anew, existing, rows) if is_table else create_csv_table(model, rows) -%}
  {%- set loaded = load_csv_rows(model, rows) -%}
  {%- set verb = 'CREATE' if anew else 'INSERT' -%}
  {%- set count = rows.rows | length -%}
  {%- call noop_statement('main', verb ~ ' ' ~ count, verb, count) %}
    {{ get_csv_sql(prepared, loaded) }};
  {% endcall -%}
  {%- do adapter.cache_added(seeded) -%}

  {%- do apply_grants(seeded, config.get('grants'), should_revoke=should_revoke(existing, anew)) -%}
  {%- do persist_docs(seeded, model) -%}
  {#- Rows that were only exchanged leave the table's indexes in place. -#}
  {%- do create_indexes(seeded) if anew or not is_table -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {%- do return({'relations': [seeded]}) -%}
{% endmaterialization %}
