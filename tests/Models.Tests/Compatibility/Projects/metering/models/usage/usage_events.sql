{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='read_at', batch_size='day', begin='2024-03-01', lookback=1, unique_key='reading_id') }}
select reading_id, meter, read_at, units from {{ ref('usage_readings') }}
