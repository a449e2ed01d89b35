{{ config(materialized='view', access='protected') }}
select * from {{ ref('bills') }} union all
select * from {{ ref('metering', 'bills', version=2) }} where false
