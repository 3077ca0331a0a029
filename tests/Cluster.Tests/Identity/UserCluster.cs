using Sssaham.Cluster.Tests.Hosting;

namespace Sssaham.Cluster.Tests.Identity;

/// <summary>A silo with users.</summary>
internal sealed class UserCluster : DiskCluster
{
    public static async Task<UserCluster> StartAsync()
    {
        var users = new UserCluster();
        await users.BeginAsync();
        return users;
    }
}
