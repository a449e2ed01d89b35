{{ config(fail_calc='max(share)', error_if='> 50', warn_if='> 1') }}
select cast(100 * count(case when status = 'returned' then 1 end) / count(*) as integer) as share
from {{ ref('orders') }}
