using ControlPlane.Reconciliation.Work;

namespace ControlPlane.Reconciliation.Tests;

public sealed class WorkBudgetTests
{
    private readonly WorkBudget _budget = new(4);
    private int _batchWoken;

    public WorkBudgetTests()
    {
        _budget.Join("sync", () => { });
        _budget.Join("batch", () => _batchWoken++);
    }

    [Fact]
    public void Together_the_kinds_hold_no_more_than_there_are_slots() => (_budget.Take("sync", 2), _budget.Take("batch", 10)).ShouldBe((2, 2));

    [Fact]
    public void A_kind_that_has_nothing_under_way_finds_a_slot_whatever_the_others_have()
    {
        _budget.Take("sync", 10).ShouldBe(3);

        _budget.Take("batch", 1).ShouldBe(1);
    }

    [Fact]
    public void A_kind_that_was_given_less_than_it_could_use_is_woken_when_another_returns_some()
    {
        _budget.Take("sync", 3);
        _budget.Take("batch", 3).ShouldBe(1);

        _budget.Return("sync", 1);

        _batchWoken.ShouldBe(1);
        _budget.Take("batch", 3).ShouldBe(1);
    }

    [Fact]
    public void A_kind_that_found_nothing_to_do_is_left_alone()
    {
        _budget.Return("batch", _budget.Take("batch", 10), unused: true);

        _budget.Return("sync", _budget.Take("sync", 10), unused: true);

        _batchWoken.ShouldBe(0);
    }
}
