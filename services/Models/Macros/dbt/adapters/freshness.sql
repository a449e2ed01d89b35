{# How old the youngest row of a source is: by a column of its, or by a query that the source's properties give. #}
{% macro collect_freshness(source, loaded_at_field, filter) %}{% do return(adapter.dispatch('collect_freshness', 'dbt')(source, loaded_at_field, filter)) %}{% endmacro %}
{% macro default__collect_freshness(source, loaded_at_field, filter) %}
  {%- set rows = source ~ (' where ' ~ filter if filter else '') -%}
  {%- do return(dbt._collect('collect_freshness', 'select max(' ~ loaded_at_field ~ ') as max_loaded_at, ' ~ current_timestamp() ~ ' as snapshotted_at from ' ~ rows)) -%}
{% endmacro %}

{% macro collect_freshness_custom_sql(source, loaded_at_query) %}{% do return(adapter.dispatch('collect_freshness_custom_sql', 'dbt')(source, loaded_at_query)) %}{% endmacro %}
{% macro default__collect_freshness_custom_sql(source, loaded_at_query) %}
  {%- do return(dbt._collect('collect_freshness_custom_sql', 'select (\n' ~ loaded_at_query ~ '\n) as max_loaded_at, ' ~ current_timestamp() ~ ' as snapshotted_at')) -%}
{% endmacro %}
