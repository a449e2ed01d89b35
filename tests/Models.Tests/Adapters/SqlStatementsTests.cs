using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Tests.Adapters;

public sealed class SqlStatementsTests
{
    [Theory]
    [InlineData("select 1; select 2", "select 1", "select 2")]
    [InlineData("select ';' as a; select \";\"", "select ';' as a", "select \";\"")]
    [InlineData("select 'it''s; fine'; select 2", "select 'it''s; fine'", "select 2")]
    [InlineData("select E'a\\'; b'; select 2", "select E'a\\'; b'", "select 2")]
    [InlineData("-- one; two\nselect 1; /* three; /* four; */ */ select 2", "-- one; two\nselect 1", "/* three; /* four; */ */ select 2")]
    [InlineData("do $$ begin; end $$; select 1", "do $$ begin; end $$", "select 1")]
    [InlineData("do $a$ $$ ; $$ $a$; select 1", "do $a$ $$ ; $$ $a$", "select 1")]
    [InlineData("create rule r as on insert to t do (select 1; select 2); select 3", "create rule r as on insert to t do (select 1; select 2)", "select 3")]
    [InlineData("create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3", "create function f() returns int begin atomic select case when true then 1 end; select 2; end", "select 3")]
    [InlineData(" ; ;\n-- nothing\n;")]
    [InlineData("select a$b; select 2", "select a$b", "select 2")]
    public void A_text_is_taken_apart_at_the_semicolons_that_end_statements(string text, params string[] statements) =>
        SqlStatements.Split(text).Select(statement => statement.Sql.Trim()).ShouldBe(statements);
}
