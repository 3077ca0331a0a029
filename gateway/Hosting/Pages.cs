using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Sssaham.Gateway.Hosting;

/// <summary>
/// The dashboard: one app under the addresses of its pages, with its files. It is open to all, as it holds no data: who may read what
/// is decided where the data is read. The files were packed when they were built; nothing is compressed here.
/// </summary>
internal static class Pages
{
    /// <summary>No inline script or style, and nothing from or to another origin.</summary>
    public const string Policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
    private const string Folder = "web";
    private const string App = "/index.html";
    private const string NotBuilt = "/not-built.html";
    private const string Hashed = "/assets/";

    /// <summary>The addresses that the app's router knows (gateway/web/src/app/routes.ts).</summary>
    private static readonly FrozenSet<string> Paths = FrozenSet.Create(
        StringComparer.Ordinal,
        "/",
        "/index.html",
        "/idx/emiten/",
        "/idx/emiten/index.html",
        "/idx/emiten/detail.html",
        "/idx/emiten/broker-summary.html",
        "/sectors.html",
        "/trading.html",
        "/performance-report.html",
        "/admin-dashboard.html",
        "/educational.html",
        "/notifications.html",
        "/profile.html",
        "/sign-in.html",
        "/reset-password");

    /// <summary>Answers for the pages and their files; everything else goes on.</summary>
    public static void UsePages(this WebApplication app)
    {
        var folder = Path.Combine(app.Environment.ContentRootPath, Folder);
        var isBuilt = File.Exists(folder + App);
        var files = isBuilt ? new PhysicalFileProvider(folder) : app.Environment.WebRootFileProvider;
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return next(context);
            var path = request.Path.Value ?? "";
            if (Paths.Contains(path)) path = isBuilt ? PageOf(files, path) : NotBuilt;
            else if (!isBuilt) return next(context);
            if (files.GetFileInfo(path) is { Exists: true, IsDirectory: false }) request.Path = Packed(request, files, path);
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = isBuilt ? files : new OneFile(files, NotBuilt),
            ContentTypeProvider = new PackedTypes(),
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                // The name of a hashed file is its content; what names them is asked for anew, so that parts of two versions never mix.
                headers.CacheControl = file.Context.Request.Path.StartsWithSegments(Hashed.TrimEnd('/')) ? "public, max-age=31536000, immutable" : "no-cache";
                headers.Vary = HeaderNames.AcceptEncoding;
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                if (PackedTypes.EncodingOf(file.File.Name) is { } encoding) headers.ContentEncoding = encoding;
            },
        });
    }

    /// <summary>The app with what a page needs of it, or as it is for every page.</summary>
    private static string PageOf(IFileProvider files, string path)
    {
        if (path.EndsWith('/')) path += App[1..];
        return files.GetFileInfo(path).Exists ? path : App;
    }

    /// <summary>The path of the form of a file that the client reads and that is there.</summary>
    private static string Packed(HttpRequest request, IFileProvider files, string path)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        foreach (var (ending, encoding) in PackedTypes.Encodings)
        {
            if (accepted.Any(a => a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && a.Quality is null or > 0) && files.GetFileInfo(path + ending).Exists) return path + ending;
        }

        return path;
    }

    /// <summary>Content types of files whose name says that they are packed.</summary>
    private sealed class PackedTypes : IContentTypeProvider
    {
        public static readonly (string Ending, string Encoding)[] Encodings = [(".br", "br"), (".gz", "gzip")];
        private readonly FileExtensionContentTypeProvider _types = new();

        public static string? EncodingOf(string name) => Array.Find(Encodings, e => name.EndsWith(e.Ending, StringComparison.Ordinal)).Encoding;

        public bool TryGetContentType(string subpath, [MaybeNullWhen(false)] out string contentType) =>
            _types.TryGetContentType(EncodingOf(subpath) is null ? subpath : Path.ChangeExtension(subpath, null), out contentType);
    }

    /// <summary>A single file of another provider: without a dashboard the rest stays behind the sign-in.</summary>
    private sealed class OneFile(IFileProvider files, string path) : IFileProvider
    {
        public IFileInfo GetFileInfo(string subpath) => subpath == path ? files.GetFileInfo(subpath) : new NotFoundFileInfo(subpath);

        public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

        public Microsoft.Extensions.Primitives.IChangeToken Watch(string filter) => NullChangeToken.Singleton;
    }
}
