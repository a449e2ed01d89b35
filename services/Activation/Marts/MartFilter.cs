namespace ControlPlane.Activation.Marts;

/// <summary>One condition: <c>column=op.value</c>.</summary>
/// <param name="Operator">One of <see cref="MartOperators"/>.</param>
/// <param name="Values">None for <c>is</c>'s operators, many for <c>in</c>, else one.</param>
internal sealed record MartFilter(MartColumn Column, string Operator, IReadOnlyList<string> Values);
