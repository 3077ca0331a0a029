using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Shouldly;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Embedded;
using Xunit;

namespace Sssaham.Cluster.Tests.Contracts;

/// <summary>A gateway in a process of its own sees what a silo threw as what it is.</summary>
public sealed class ExceptionTests
{
    public static TheoryData<Exception> Ours => new()
    {
        new TradeLogUnavailableException("The log cannot be written."),
        new FlowUnavailableException("The archive cannot be read."),
        new RetentionUnavailableException("The database cannot be read."),
        new AccountForbiddenException("The account is another's."),
        new TradeLogException("The disk is full.", new IOException("No space left on device.")),
        new StaleEpochException("IDX:BBCA", 7),
        new EtagMismatchException("ticker/IDX:BBCA", 3, 4),
        new DamagedValueException("state/1", "ticker/IDX:BBCA", "its checksum is wrong"),
    };

    [Theory]
    [MemberData(nameof(Ours))]
    public void Our_exceptions_arrive_with_their_type_their_message_and_what_they_tell(Exception thrown)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray(thrown));
        arrived.GetType().ShouldBe(thrown.GetType());
        arrived.Message.ShouldBe(thrown.Message);
        (arrived.InnerException?.Message).ShouldBe(thrown.InnerException?.Message);
        if (thrown is EtagMismatchException etag) ((EtagMismatchException)arrived).ShouldSatisfyAllConditions(e => e.Expected.ShouldBe(etag.Expected), e => e.Stored.ShouldBe(etag.Stored));
        if (thrown is DamagedValueException damage) ((DamagedValueException)arrived).ShouldSatisfyAllConditions(e => e.Path.ShouldBe(damage.Path), e => e.Key.ShouldBe(damage.Key));
    }
}
