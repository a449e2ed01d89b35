select
  cast(meter as {{ dbt.type_string() }}) as meter,
  cast({{ tier('sum(units)') }} as {{ dbt.type_int() }}) as tier,
  cast(sum(units) as {{ dbt.type_numeric() }}) as units
from {{ ref('billable') }}
group by 1
