-- depends_on: {{ ref('meter_readings') }}
select meter
  {%- for day in days_billed() %},
  sum(case when cast(read_at as date) = '{{ day }}' then units end) as "d_{{ day | replace('-', '_') }}"
  {%- endfor %}
from {{ ref('billable') }} as billable
group by meter
