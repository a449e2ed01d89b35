namespace ControlPlane.Models.Quality;

/// <summary>The side of quality that a check or test speaks of; scores weigh them.</summary>
public enum QualityDimension { Completeness, Uniqueness, Validity, Consistency, Freshness, Volume }
