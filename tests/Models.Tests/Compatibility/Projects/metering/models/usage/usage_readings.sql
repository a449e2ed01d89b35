{{ config(materialized='view', event_time='read_at') }}
select * from {{ ref('readings') }}
