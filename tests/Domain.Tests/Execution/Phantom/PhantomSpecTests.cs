using Shouldly;
using Sssaham.Domain.Execution.Phantom;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

public sealed class PhantomSpecTests
{
    private static readonly PhantomLevel At900 = new(Price: 900);

    [Fact]
    public void Sound_specs_have_no_problems()
    {
        new PhantomSpec(At900).Problems(1000).ShouldBeEmpty();
        new PhantomSpec(new PhantomLevel(Percent: 99.99m), new PhantomLevel(Percent: 999), new PhantomLevel(Percent: 0.01m)).Problems(1000).ShouldBeEmpty();
        new PhantomSpec(Trail: new PhantomLevel(Price: 999)).Problems(1000).ShouldBeEmpty();
        new PhantomSpec(At900, new PhantomLevel(Price: 901)).Problems().ShouldBeEmpty();
    }

    [Fact]
    public void Problems_are_told_by_field()
    {
        new PhantomSpec().Problems().Keys.ShouldBe(["phantom"]);
        new PhantomSpec(new PhantomLevel()).Problems().Keys.ShouldBe(["stop"]);
        new PhantomSpec(new PhantomLevel(900, 5)).Problems().Keys.ShouldBe(["stop"]);
        new PhantomSpec(new PhantomLevel(0)).Problems().Keys.ShouldBe(["stop"]);
        new PhantomSpec(new PhantomLevel(Percent: 100)).Problems()["stop"].ShouldBe(["must be above 0 % and below 100 %, not 100 %."]);
        new PhantomSpec(Target: new PhantomLevel(Percent: 0)).Problems().Keys.ShouldBe(["target"]);
        new PhantomSpec(Trail: new PhantomLevel(Percent: -1)).Problems().Keys.ShouldBe(["trail"]);
        new PhantomSpec(At900, At900).Problems()["stop"].ShouldBe(["must be below the target."]);
    }

    [Fact]
    public void Levels_must_lie_on_their_side_of_the_entry()
    {
        new PhantomSpec(At900).Problems(900).Keys.ShouldBe(["stop"]);
        new PhantomSpec(Target: At900).Problems(900).Keys.ShouldBe(["target"]);
        new PhantomSpec(Trail: At900).Problems(900).Keys.ShouldBe(["trail"]);
    }

    [Fact]
    public void A_phantom_order_is_not_made_of_a_spec_with_problems() =>
        Should.Throw<ArgumentException>(() => PhantomState.Create("p1", new PhantomSpec())).Message.ShouldContain("needs a stop");
}
