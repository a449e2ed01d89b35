{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='reading_id', incremental_predicates=["units >= 0"]) }}
select
  *,
  {{ dbt.dateadd('day', 1, 'read_at') }} as bill_after,
  {{ dbt.datediff('read_at', "cast('2024-04-01' as timestamp)", 'hour') }} as hours_left,
  {{ dbt.split_part("meter || '-' || meter", "'-'", 1) }} as head,
  {{ dbt.concat(['meter', "'/'", dbt.safe_cast('reading_id', api.Column.translate_type('string'))]) }} as label,
  {{ dbt.last_day('read_at', 'month') }} as month_end,
  {{ dbt.hash('meter') }} as meter_hash
from {{ ref('readings') }}
{% if is_incremental() %}where reading_id > (select max(reading_id) - 2 from {{ this }}){% endif %}
