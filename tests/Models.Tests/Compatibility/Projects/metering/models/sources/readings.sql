{{ config(event_time='read_at') }}
select reading_id, meter, read_at, coalesce(units, 0) as units
from {{ ref('meter_readings') }}
where read_at >= {{ dbt.string_literal(var('first_day')) }}
