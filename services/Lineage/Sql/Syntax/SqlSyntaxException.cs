namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>The SQL is not as this parser knows it; the message says where and what was expected.</summary>
internal sealed class SqlSyntaxException(string message) : Exception(message);
