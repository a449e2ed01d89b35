namespace ControlPlane.Connectors.Interpolation;

/// <summary>A free-form value whose strings are templates: request parameters, headers, bodies.</summary>
internal abstract record InterpolatedTree
{
    /// <summary>The value with every template replaced by its typed result. Entries of objects that come to nothing are left out.</summary>
    public abstract object? Evaluate(Scope scope);

    public sealed record Leaf(Interpolated Template) : InterpolatedTree
    {
        public override object? Evaluate(Scope scope) => Template.EvaluateEntry(scope);
    }

    public sealed record Constant(object? Value) : InterpolatedTree
    {
        public override object? Evaluate(Scope scope) => Value;
    }

    public sealed record Sequence(IReadOnlyList<InterpolatedTree> Items) : InterpolatedTree
    {
        public override object? Evaluate(Scope scope) => Items.Select(item => item.Evaluate(scope)).ToList();
    }

    public sealed record Map(IReadOnlyList<(Interpolated Key, InterpolatedTree Value)> Fields) : InterpolatedTree
    {
        public override object? Evaluate(Scope scope)
        {
            var result = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, value) in Fields)
                if (value.Evaluate(scope) is { } present) result[key.Render(scope)] = present;
            return result;
        }

        /// <summary>
        /// The fields as they stand in a URL, a header or a form: text as rendered (so that a token of digits and an 'e' does not become
        /// a number), a list as several values, nothing for none.
        /// </summary>
        public IEnumerable<KeyValuePair<string, string>> Texts(Scope scope)
        {
            foreach (var (key, value) in Fields)
            {
                var name = key.Render(scope);
                switch (value.Evaluate(scope))
                {
                    case null or Templating.Undefined:
                        break;
                    case List<object?> many:
                        foreach (var item in many) yield return new(name, TemplateValues.ToText(item));
                        break;
                    case var single:
                        yield return new(name, value is Leaf leaf ? leaf.Template.Render(scope) : TemplateValues.ToText(single));
                        break;
                }
            }
        }
    }
}
