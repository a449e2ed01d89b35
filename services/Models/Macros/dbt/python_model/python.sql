{# What is put behind a model in Python: how it reaches what it names. Its text is fixed, as it is run by others. #}

{% macro resolve_model_name(input_model_name) %}{{ return(adapter.dispatch('resolve_model_name', 'dbt')(input_model_name)) }}{% endmacro %}

{% macro default__resolve_model_name(input_model_name) %}{{ input_model_name | string }}{% endmacro %}

{% macro build_ref_function(model) %}
{%- set resolved = {} -%}
{%- for each in model.refs -%}
    {%- set names = [each.get('package'), each['name']] if each.get('package') else [each['name']] -%}
    {%- set relation = ref(*names, v=each.get('version')) -%}
    {%- if relation.render is defined and relation.render is callable -%}{%- set relation = relation.render() -%}{%- endif -%}
    {%- if each.get('version') -%}{%- do names.append('v' ~ each['version']) -%}{%- endif -%}
    {%- do resolved.update({names | join('.'): resolve_model_name(relation)}) -%}
{%- endfor -%}
def ref(*args, **kwargs):
    refs = {{ resolved | tojson }}
    key = '.'.join(args)
    version = kwargs.get("v") or kwargs.get("version")
    if version:
        key += f".v{version}"
    dbt_load_df_function = kwargs.get("dbt_load_df_function")
    return dbt_load_df_function(refs[key])

{% endmacro %}

{% macro build_source_function(model) %}
{%- set resolved = {} -%}
{%- for each in model.sources -%}{%- do resolved.update({each | join('.'): resolve_model_name(source(*each))}) -%}{%- endfor -%}
def source(*args, dbt_load_df_function):
    sources = {{ resolved | tojson }}
    key = '.'.join(args)
    return dbt_load_df_function(sources[key])

{% endmacro %}

{% macro build_config_dict(model) %}
{%- set used = {} -%}
{%- for key in model.config.get('config_keys_used', []) -%}{%- do used.update({key: model.config.get(key, model.config['config_keys_defaults'][loop.index0])}) -%}{%- endfor -%}
config_dict = {{ used }}
{% endmacro %}

{% macro py_script_postfix(model) %}
# This part is user provided model code
# you will need to copy the next section to run the code
# COMMAND ----------
# this part is dbt logic for get ref work, do not modify

{{ build_ref_function(model) }}
{{ build_source_function(model) }}
{{ build_config_dict(model) }}

class config:
    def __init__(self, *args, **kwargs):
        pass

    @staticmethod
    def get(key, default=None):
        return config_dict.get(key, default)

class this:
    """dbt.this() or dbt.this.identifier"""
    database = "{{ this.database }}"
    schema = "{{ this.schema }}"
    identifier = "{{ this.identifier }}"
    {% set relation = resolve_model_name(this) %}
    def __repr__(self):
        return '{{ relation }}'


class dbtObj:
    def __init__(self, load_df_function) -> None:
        self.source = lambda *args: source(*args, dbt_load_df_function=load_df_function)
        self.ref = lambda *args, **kwargs: ref(*args, **kwargs, dbt_load_df_function=load_df_function)
        self.config = config
        self.this = this()
        self.is_incremental = {{ is_incremental() }}

# COMMAND ----------
{{ py_script_comment() }}
{% endmacro %}

{% macro py_script_comment() %}
{% endmacro %}
