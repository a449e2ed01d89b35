{% macro current_timestamp() %}{{ adapter.dispatch('current_timestamp', 'dbt')() }}{% endmacro %}
{% macro default__current_timestamp() %}{% do exceptions.raise_not_implemented('current_timestamp macro not implemented for adapter ' ~ adapter.type()) %}{% endmacro %}

{% macro snapshot_get_time() %}{{ adapter.dispatch('snapshot_get_time', 'dbt')() }}{% endmacro %}
{% macro default__snapshot_get_time() %}{{ '\n    ' ~ current_timestamp() ~ '\n' }}{% endmacro %}

{# As the engine says it of a row with nothing else in it. #}
{% macro get_snapshot_get_time_data_type() %}
  {%- set columns = get_column_schema_from_query('select ' ~ adapter.dispatch('snapshot_get_time', 'dbt')() ~ ' as dbt_snapshot_time') -%}
  {%- do return(columns[0].dtype or none) -%}
{% endmacro %}

{# What projects of old call: a moment without its zone. #}
{% macro current_timestamp_backcompat() %}{% do return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) %}{% endmacro %}
{% macro default__current_timestamp_backcompat() %}{{ '\n    current_timestamp::timestamp\n' }}{% endmacro %}

{% macro current_timestamp_in_utc_backcompat() %}{% do return(adapter.dispatch('current_timestamp_in_utc_backcompat', 'dbt')()) %}{% endmacro %}
{% macro default__current_timestamp_in_utc_backcompat() %}{% do return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) %}{% endmacro %}
