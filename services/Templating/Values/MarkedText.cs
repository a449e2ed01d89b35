namespace ControlPlane.Templating.Values;

/// <summary>What the filters as_text, as_native, as_bool and as_number make of a value: text that knows how it is read in the end.</summary>
internal sealed record MarkedText(string Text, string Filter)
{
    public object? Read()
    {
        if (Filter == "as_text")
            return Text;
        var value = LiteralValue.Parse(Text);
        return Filter switch
        {
            "as_bool" when value is not bool => throw new TemplateException($"Could not convert value '{Text}' into type 'bool'"),
            "as_number" when value is bool || !Numbers.IsNumber(value) => throw new TemplateException($"Could not convert value '{Text}' into type 'number'"),
            _ => value,
        };
    }

    public override string ToString() => Text;
}
