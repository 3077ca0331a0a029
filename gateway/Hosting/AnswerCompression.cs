using System.IO.Compression;
using System.Net.Mime;
using Microsoft.AspNetCore.ResponseCompression;

namespace Sssaham.Gateway.Hosting;

/// <summary>
/// Packs what is read as JSON for whoever accepts it: a market's summary is 730 kB, a fifth of that packed. Nothing is read here with what a
/// browser sends by itself, so no other page can guess at an answer by its length, and TLS makes no difference. What is sent (orders,
/// trades) is answered as it is, since there a millisecond counts and the answer is short.
/// </summary>
internal static class AnswerCompression
{
    public static void AddAnswerCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [MediaTypeNames.Application.Json];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    public static void UseAnswerCompression(this WebApplication app) =>
        app.UseWhen(context => HttpMethods.IsGet(context.Request.Method), reads => reads.UseResponseCompression());
}
