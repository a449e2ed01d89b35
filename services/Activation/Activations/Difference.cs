namespace ControlPlane.Activation.Activations;

/// <summary>A row of the mart as it would be sent.</summary>
/// <param name="Key">What identifies it; see <see cref="MartKey"/>.</param>
/// <param name="Hash">Of the properties and of where they go.</param>
/// <param name="Properties">One JSON object as UTF-8.</param>
internal readonly record struct SelectedRow(string Key, byte[] Hash, byte[] Properties);

/// <summary>What was sent last under a key.</summary>
internal readonly record struct SentRow(string Key, byte[] Hash);

internal enum DifferenceKind
{
    /// <summary>New, or not as it was sent last: to be sent.</summary>
    Changed,

    Unchanged,

    /// <summary>Another row of the mart has the same key: none of them can be sent, since nobody knows which is meant.</summary>
    Ambiguous,

    /// <summary>Sent before and no longer in the mart. Not a row of the mart, so not part of what is selected.</summary>
    Vanished,
}

/// <param name="Row">Of a vanished one only the key.</param>
internal readonly record struct Difference(DifferenceKind Kind, SelectedRow Row);
