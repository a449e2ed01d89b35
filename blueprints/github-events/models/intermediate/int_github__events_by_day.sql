{{ config(materialized='table') }}

-- No event is left out: one whose time could not be read counts under 1970-01-01.

WITH events AS (

    SELECT
        COALESCE(event_date, DATE '1970-01-01') AS event_date,
        event_type,
        repo_name,
        actor_login
    FROM {{ ref('stg_github__events') }}

)

SELECT
    MD5(event_date::text || '|' || event_type || '|' || repo_name) AS activity_key,
    event_date,
    event_type,
    repo_name,
    COUNT(*) AS events,
    COUNT(DISTINCT actor_login) AS actors
FROM events
GROUP BY event_date, event_type, repo_name
