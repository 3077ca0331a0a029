using Microsoft.Extensions.Configuration;
using Shouldly;
using Sssaham.Silo.Hosting;
using Xunit;

namespace Sssaham.Cluster.Tests.Hosting;

public sealed class SecretFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-secrets-").FullName;

    [Fact]
    public void A_file_is_a_setting_that_wins_over_the_others_and_its_line_end_is_not_part_of_it()
    {
        File.WriteAllText(Path.Combine(_folder, "ConnectionStrings__Sssaham"), "Host=db;Password=p#=1\n");
        File.WriteAllText(Path.Combine(_folder, "Security__AdminKey"), "sk-from-the-file");
        var configuration = Configuration(_folder, ("Security:AdminKey", "sk-from-elsewhere"));
        configuration.AddSecretFiles();
        configuration.GetConnectionString("Sssaham").ShouldBe("Host=db;Password=p#=1");
        configuration["Security:AdminKey"].ShouldBe("sk-from-the-file");
    }

    [Fact]
    public void Without_the_setting_nothing_is_read()
    {
        var configuration = Configuration(null, ("Security:AdminKey", "sk-from-elsewhere"));
        configuration.AddSecretFiles();
        configuration["Security:AdminKey"].ShouldBe("sk-from-elsewhere");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused_with_the_name_of_the_setting() =>
        Should.Throw<ArgumentException>(() => Configuration(Path.Combine(_folder, "nowhere")).AddSecretFiles()).Message.ShouldContain("Sssaham:SecretsPath");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ConfigurationManager Configuration(string? folder, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([.. settings.Select(s => new KeyValuePair<string, string?>(s.Name, s.Value)), new("Sssaham:SecretsPath", folder)]);
        return configuration;
    }
}
