{{ config(materialized='table') }}

SELECT
    event_date,
    event_type,
    repo_name,
    events,
    actors
FROM {{ ref('int_github__events_by_day') }}
