namespace ControlPlane.Transformation.Compilation;

/// <summary>Models so that each comes after what it depends on; cycles are found and shown.</summary>
internal static class ModelOrder
{
    /// <param name="cycles">Each as the names along it, the first one repeated at the end.</param>
    public static IReadOnlyList<Model> Sort(IReadOnlyList<Model> models, out IReadOnlyList<IReadOnlyList<string>> cycles)
    {
        var byName = models.ToDictionary(model => model.Name, StringComparer.Ordinal);
        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        var ordered = new List<Model>(models.Count);
        var found = new List<IReadOnlyList<string>>();
        // With a stack of its own: a chain of thousands of models is unusual and no reason to crash.
        foreach (var start in models)
        {
            if (state.ContainsKey(start.Name)) continue;
            var path = new List<(Model Model, int Next)> { (start, 0) };
            state[start.Name] = false;
            while (path.Count > 0)
            {
                var (model, next) = path[^1];
                if (next == model.DependsOn.Count)
                {
                    state[model.Name] = true;
                    ordered.Add(model);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }
                path[^1] = (model, next + 1);
                if (!byName.TryGetValue(model.DependsOn[next], out var parent)) continue;
                if (!state.TryGetValue(parent.Name, out var done))
                {
                    state[parent.Name] = false;
                    path.Add((parent, 0));
                }
                else if (!done)
                {
                    found.Add([.. path.SkipWhile(step => step.Model != parent).Select(step => step.Model.Name), parent.Name]);
                }
            }
        }
        cycles = found;
        return ordered;
    }
}
