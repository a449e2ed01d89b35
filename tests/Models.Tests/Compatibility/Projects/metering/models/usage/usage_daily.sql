{{
  config(
    materialized='incremental', incremental_strategy='merge', unique_key=['meter', 'day'],
    merge_exclude_columns=['first_seen'], on_schema_change='append_new_columns'
  )
}}
select
  meter,
  cast({{ dbt.date_trunc('day', 'read_at') }} as date) as day,
  sum(units) as units,
  max(read_at) as first_seen
from {{ ref('readings') }}
{% if is_incremental() -%}
where read_at >= (select max(day) from {{ this }})
{%- endif %}
group by 1, 2
