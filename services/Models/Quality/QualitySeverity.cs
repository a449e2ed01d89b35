namespace ControlPlane.Models.Quality;

/// <summary>What a check that fails means for whoever runs it.</summary>
public enum QualitySeverity { Warn, Error }
