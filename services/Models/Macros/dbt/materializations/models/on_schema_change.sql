{% macro incremental_validate_on_schema_change(on_schema_change, default='ignore') %}
  {%- if on_schema_change in ['sync_all_columns', 'append_new_columns', 'fail', 'ignore'] -%}
    {{ return(on_schema_change) }}
  {%- endif -%}
  {% do log('Invalid value for on_schema_change (%s) specified. Setting default value of %s.' % (on_schema_change, default)) %}
  {{ return(default) }}
{% endmacro %}

{# Columns of the first that the second lacks, by name. #}
{% macro diff_columns(source_columns, target_columns) %}
  {%- set names = target_columns | map(attribute='column') | list -%}
  {{ return(source_columns | rejectattr('name', 'in', names) | list) }}
{% endmacro %}

{# Columns of both whose type differs, other than by a text that is wide enough. #}
{% macro diff_column_data_types(source_columns, target_columns) %}
  {%- set changed = [] -%}
  {%- for column in source_columns -%}
    {%- set known = target_columns | selectattr('name', 'equalto', column.name) | list | first -%}
    {%- if known and column.data_type != known.data_type and not column.can_expand_to(other_column=known) -%}
      {%- do changed.append({'column_name': known.name, 'new_type': column.data_type}) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(changed) }}
{% endmacro %}

{% macro check_for_schema_changes(source_relation, target_relation) %}
  {%- set source_columns = adapter.get_columns_in_relation(source_relation) -%}
  {%- set target_columns = adapter.get_columns_in_relation(target_relation) -%}
  {%- set added = diff_columns(source_columns, target_columns) -%}
  {%- set removed = diff_columns(target_columns, source_columns) -%}
  {%- set retyped = diff_column_data_types(source_columns, target_columns) -%}
  {%- set changes = {
    'schema_changed': added != [] or removed != [] or retyped != [],
    'source_not_in_target': added,
    'target_not_in_source': removed,
    'source_columns': source_columns,
    'target_columns': target_columns,
    'new_target_types': retyped
  } -%}
  {% do log('In ' ~ target_relation ~ ':\n    Schema changed: ' ~ changes.schema_changed ~ '\n    Source columns not in target: ' ~ added
    ~ '\n    Target columns not in source: ' ~ removed ~ '\n    New column types: ' ~ retyped) %}
  {{ return(changes) }}
{% endmacro %}

{% macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
  {%- set added = schema_changes_dict['source_not_in_target'] -%}
  {%- set removed = schema_changes_dict['target_not_in_source'] if on_schema_change == 'sync_all_columns' else [] -%}
  {%- set retyped = schema_changes_dict['new_target_types'] if on_schema_change == 'sync_all_columns' else [] -%}
  {%- if added or removed -%}
    {% do alter_relation_add_remove_columns(target_relation, added, removed or none) %}
  {%- endif -%}
  {%- for change in retyped -%}
    {% do alter_column_type(target_relation, change['column_name'], change['new_type']) %}
  {%- endfor -%}
  {% do log('In ' ~ target_relation ~ ':\n    Schema change approach: ' ~ on_schema_change ~ '\n    Columns added: ' ~ added
    ~ '\n    Columns removed: ' ~ removed ~ '\n    Data types changed: ' ~ retyped) %}
{% endmacro %}

{# Brings the target's columns in line with the source's as configured, and gives the columns to fill; nothing when they are left as they are. #}
{% macro process_schema_changes(on_schema_change, source_relation, target_relation) %}
  {%- if on_schema_change == 'ignore' -%}
    {{ return({}) }}
  {%- endif -%}
  {%- set changes = check_for_schema_changes(source_relation, target_relation) -%}
  {%- if changes['schema_changed'] and on_schema_change == 'fail' -%}
    {%- set problem %}
              The source and target schemas on this incremental model are out of sync!
              They can be reconciled in several ways:
                - set the `on_schema_change` config to either append_new_columns or sync_all_columns, depending on your situation.
                - Re-run the incremental model with `full_refresh: True` to update the target schema.
                - update the schema manually and re-run the process.

              Additional troubleshooting context:
                 Source columns not in target: {{ changes['source_not_in_target'] }}
                 Target columns not in source: {{ changes['target_not_in_source'] }}
                 New column types: {{ changes['new_target_types'] }}
          {% endset -%}
    {% do exceptions.raise_compiler_error(problem) %}
  {%- elif changes['schema_changed'] -%}
    {% do sync_column_schemas(on_schema_change, target_relation, changes) %}
  {%- endif -%}
  {{ return(changes['source_columns']) }}
{% endmacro %}
