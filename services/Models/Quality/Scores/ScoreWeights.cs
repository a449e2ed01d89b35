using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Quality.Scores;

/// <summary>What counts how much in a score.</summary>
internal static class ScoreWeights
{
    /// <summary>A check on what a mart is built from, beside one on the mart itself.</summary>
    public const double Upstream = 0.5;

    /// <summary>Of 100 points; those of dimensions that nothing checks go to the others in proportion.</summary>
    public static double Of(QualityDimension dimension) => dimension switch
    {
        QualityDimension.Freshness or QualityDimension.Volume => 10,
        _ => 20,
    };

    /// <summary>Within a dimension.</summary>
    public static double Of(QualitySeverity severity) => severity == QualitySeverity.Error ? 2 : 1;

    /// <summary>The part of its points that a check keeps.</summary>
    public static double Credit(QualityStatus status) => status switch
    {
        QualityStatus.Pass or QualityStatus.Learning => 1,
        QualityStatus.Warn => 0.5,
        _ => 0,
    };

    /// <summary>Where a data test's meta names its dimension.</summary>
    public const string DimensionKey = "quality_dimension";

    /// <summary>Of a data test: what its meta says, else what its name tells.</summary>
    public static QualityDimension Of(ManifestNode test)
    {
        if (test.Config.Map("meta").GetValueOrDefault(DimensionKey) is string said && Enum.TryParse<QualityDimension>(said, ignoreCase: true, out var dimension)) return dimension;
        return test.TestMetadata?.Name switch
        {
            "not_null" or "not_null_proportion" or "expect_column_values_to_not_be_null" => QualityDimension.Completeness,
            "unique" or "unique_combination_of_columns" or "expect_column_values_to_be_unique" or "expect_compound_columns_to_be_unique" => QualityDimension.Uniqueness,
            "relationships" or "relationships_where" or "equality" or "equal_rowcount" => QualityDimension.Consistency,
            "recency" or "expect_row_values_to_have_recent_data" => QualityDimension.Freshness,
            "at_least_one" or "fewer_rows_than" or "expect_table_row_count_to_be_between" => QualityDimension.Volume,
            _ => QualityDimension.Validity,
        };
    }
}
