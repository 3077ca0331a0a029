using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Shouldly;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Tests.Support;
using Sssaham.GrainInterfaces.Identity;
using Xunit;

namespace Sssaham.Gateway.Tests.Identity;

/// <summary>Users as ASP.NET Core Identity's own manager sees them, with real grains and a real disk.</summary>
public sealed class UserStoreTests : IAsyncLifetime
{
    private const string Password = "kapal-terbang-biru";
    private readonly string _data = GatewayProcess.NewFolder();
    private WebApplication _app = null!;

    private IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public async Task InitializeAsync()
    {
        _app = GatewayHost.Build(["--Urls=http://127.0.0.1:0", $"--Sssaham:DataPath={_data}", $"--Security:AdminKey={GatewayProcess.Key}", "--Simulator:Enabled=false"]);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_user_is_found_by_id_name_and_address_until_it_is_deleted()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        var user = new UserAccount { UserName = "Budi", Email = "budi@example.id" };
        (await users.CreateAsync(user, Password)).Succeeded.ShouldBeTrue();
        (await users.FindByIdAsync(user.Id))!.UserName.ShouldBe("Budi");
        (await users.FindByNameAsync("bUDI"))!.Id.ShouldBe(user.Id);
        (await users.FindByEmailAsync("BUDI@example.id"))!.Id.ShouldBe(user.Id);
        (await users.CheckPasswordAsync(user, Password), await users.CheckPasswordAsync(user, "other")).ShouldBe((true, false));
        (await users.DeleteAsync(user)).Succeeded.ShouldBeTrue();
        (await users.FindByNameAsync("budi")).ShouldBeNull();
        (await users.FindByIdAsync(user.Id)).ShouldBeNull();
        (await users.CreateAsync(new UserAccount { UserName = "budi", Email = "budi@example.id" }, Password)).Succeeded.ShouldBeTrue("the names are free");
    }

    [Fact]
    public async Task A_change_of_names_frees_the_old_and_of_two_changes_at_once_one_holds()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        await users.CreateAsync(new UserAccount { UserName = "ani", Email = "ani@example.id" }, Password);
        var (one, two) = ((await users.FindByNameAsync("ani"))!, (await users.FindByNameAsync("ani"))!);
        (await users.SetUserNameAsync(one, "anita")).Succeeded.ShouldBeTrue();
        (await users.SetUserNameAsync(two, "anisa")).Errors.Single().Code.ShouldBe("ConcurrencyFailure");
        (await users.FindByNameAsync("ani")).ShouldBeNull();
        (await users.FindByNameAsync("anisa")).ShouldBeNull();
        (await users.FindByNameAsync("anita"))!.Id.ShouldBe(one.Id);
        (await users.CreateAsync(new UserAccount { UserName = "ani", Email = "ANITA@example.id" }, Password)).Succeeded.ShouldBeTrue();
        (await users.SetEmailAsync(one, "anita@EXAMPLE.id")).Errors.Single().Code.ShouldBe("DuplicateEmail");
    }

    [Fact]
    public async Task A_name_whose_registration_stopped_half_way_is_kept_for_a_minute_and_no_user_is_found_by_it()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        await Grains.GetGrain<IUserIndexGrain>(UserIndex.KeyOf(UserIndex.Names, "CITRA")).ReserveAsync("CITRA", Guid.NewGuid().ToString("N"), null);
        (await users.FindByNameAsync("citra")).ShouldBeNull();
        (await users.CreateAsync(new UserAccount { UserName = "citra", Email = "citra@example.id" }, Password)).Errors.Single().Code.ShouldBe("DuplicateUserName");
        (await users.FindByEmailAsync("citra@example.id")).ShouldBeNull();
    }

    [Fact]
    public async Task Failures_count_to_the_lock_and_a_success_sets_them_back()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        var user = new UserAccount { UserName = "dewi", Email = "dewi@example.id" };
        await users.CreateAsync(user, Password);
        for (var i = 0; i < 4; i++) await users.AccessFailedAsync(user);
        (await users.IsLockedOutAsync(user), (await users.FindByNameAsync("dewi"))!.AccessFailedCount).ShouldBe((false, 4));
        await users.ResetAccessFailedCountAsync(user);
        for (var i = 0; i < 5; i++) await users.AccessFailedAsync(user);
        (await users.IsLockedOutAsync((await users.FindByNameAsync("dewi"))!)).ShouldBeTrue();
    }
}
