{{ config(materialized='view') }}

-- One row per event, whichever of GitHub's shapes it came in:
--   since 2015   id, actor {login}, repo {name: "owner/name"}, org, created_at in Z
--   2012 - 2014  no id, actor "login", repository {owner, name} or none (gists, follows), created_at with an offset
-- Nothing here can fail on odd data: text is matched before it is read, and what does not match becomes null.

WITH raw AS (

    SELECT
        _airbyte_raw_id,
        _airbyte_extracted_at,
        _tenant,
        _batch,
        CASE WHEN JSONB_TYPEOF(_airbyte_data) = 'object' THEN _airbyte_data ELSE '{}'::jsonb END AS document
    FROM {{ source('github', 'github_events') }}

),

-- One pass over each document: it may be large and compressed.
opened AS MATERIALIZED (

    SELECT
        raw._airbyte_raw_id,
        raw._airbyte_extracted_at,
        raw._tenant,
        raw._batch,
        event.*,
        REGEXP_MATCH(
            event.created_at,
            '^\s*([12]\d{3})[-/](0[1-9]|1[0-2])[-/](0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d+)?\s*(?:Z|UTC|([+-])([01]\d):?([0-5]\d))?\s*$'
        ) AS stamp
    FROM raw
    CROSS JOIN LATERAL JSONB_TO_RECORD(raw.document) AS event (
        id text, type text, created_at text, public text,
        actor jsonb, actor_attributes jsonb, repo jsonb, repository jsonb, org jsonb
    )

),

read AS (

    SELECT
        COALESCE(NULLIF(id, ''), _airbyte_raw_id::text) AS event_id,
        COALESCE(NULLIF(type, ''), '(none)') AS event_type,
        NULLIF(COALESCE(actor ->> 'login', actor_attributes ->> 'login', CASE WHEN JSONB_TYPEOF(actor) = 'string' THEN actor #>> '{}' END), '') AS actor_login,
        COALESCE(
            NULLIF(NULLIF(COALESCE(repo ->> 'name', CASE WHEN JSONB_TYPEOF(repo) = 'string' THEN repo #>> '{}' END), ''), '/'),
            COALESCE(repository -> 'owner' ->> 'login', repository ->> 'owner') || '/' || (repository ->> 'name'),
            SUBSTRING(repository ->> 'url' FROM 'github\.com/(?:repos/)?([^/]+/[^/?#]+)'),
            NULLIF(repository ->> 'name', ''),
            CASE WHEN JSONB_TYPEOF(repository) = 'string' THEN NULLIF(repository #>> '{}', '') END,
            '(none)'
        ) AS repo_name,
        NULLIF(COALESCE(org ->> 'login', repository ->> 'organization'), '') AS org_login,
        public = 'true' AS is_public,
        -- Days count from the first of the month, so that a 31 February is a day in March and not an error.
        MAKE_DATE(stamp[1]::int, stamp[2]::int, 1) + (stamp[3]::int - 1)
            + MAKE_INTERVAL(hours => stamp[4]::int, mins => stamp[5]::int, secs => stamp[6]::int)
            - COALESCE((stamp[7] || '1')::int * MAKE_INTERVAL(hours => stamp[8]::int, mins => stamp[9]::int), INTERVAL '0') AS created_at_utc,
        _airbyte_raw_id,
        _airbyte_extracted_at,
        _tenant,
        _batch
    FROM opened

)

SELECT DISTINCT ON (event_id COLLATE "C")
    event_id,
    event_type,
    actor_login,
    repo_name,
    org_login,
    is_public,
    created_at_utc AT TIME ZONE 'UTC' AS created_at,
    created_at_utc::date AS event_date,
    _airbyte_raw_id,
    _airbyte_extracted_at,
    _tenant,
    _batch
FROM read
ORDER BY event_id COLLATE "C", _airbyte_extracted_at DESC, _airbyte_raw_id
