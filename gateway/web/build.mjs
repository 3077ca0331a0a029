// Builds the dashboard: node build.mjs [--out folder]. Hashed modules and styles under assets/, the page, the
// service worker, and each text file again as .br and .gz, so that the gateway compresses nothing while it runs.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const root = path.dirname(fileURLToPath(import.meta.url));
const asked = process.argv.indexOf('--out');
const out = asked > 0 ? path.resolve(process.argv[asked + 1]) : path.join(root, '..', 'obj', 'web');
const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await cp(path.join(root, 'public'), out, { recursive: true });

const shared = { absWorkingDir: root, bundle: true, minify: true, target: ['chrome111', 'firefox115', 'safari16.4'], legalComments: 'none', logLevel: 'warning', define: { 'process.env.NODE_ENV': '"production"' } };

/** Styles are one file: the app's in their order, then each page's own. */
async function styles() {
  const pages = (await readdir(path.join(root, 'src/pages'), { recursive: true })).filter(f => f.endsWith('.css')).sort();
  const files = [...['tokens', 'base', 'shell', 'parts', 'table', 'footprint'].map(f => `./styles/${f}.css`), ...pages.map(f => `./pages/${f.split(path.sep).join('/')}`)];
  return files.map(f => `@import "${f}";`).join('\n');
}

const app = await build({
  ...shared,
  entryPoints: [path.join(root, 'src/main.tsx')],
  outdir: path.join(out, 'assets'),
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  metafile: true,
});
const early = await build({ ...shared, entryPoints: [path.join(root, 'src/early.ts')], outdir: path.join(out, 'assets'), entryNames: '[name]-[hash]', format: 'iife', metafile: true });
const css = await build({ ...shared, stdin: { contents: await styles(), resolveDir: path.join(root, 'src'), loader: 'css', sourcefile: 'app.css' }, outfile: path.join(out, 'assets', 'app.css'), write: false });
const cssText = css.outputFiles[0].contents;
const cssName = `app-${createHash('sha256').update(cssText).digest('hex').slice(0, 8).toUpperCase()}.css`;
await writeFile(path.join(out, 'assets', cssName), cssText);

const entry = (result, name) => '/' + path.relative(out, path.resolve(root, Object.entries(result.metafile.outputs).find(([, o]) => o.entryPoint?.endsWith(name))[0])).split(path.sep).join('/');
/** What a page needs before it can show anything: its modules, and those that they import, ECharts where there are charts. */
function modulesOf(id) {
  const outputs = Object.entries(app.metafile.outputs);
  const found = new Set();
  const add = name => {
    if (found.has(name)) return;
    found.add(name);
    for (const needed of app.metafile.outputs[name].imports) {
      if (needed.kind === 'import-statement' || app.metafile.outputs[needed.path]?.entryPoint === 'src/lib/echarts.ts') add(needed.path);
    }
  };
  for (const [name, output] of outputs) if (output.entryPoint === 'src/main.tsx' || output.entryPoint === `src/pages/${id}/index.tsx`) add(name);
  return [...found].map(name => '/' + path.relative(out, path.resolve(root, name)).split(path.sep).join('/'));
}

const template = (await readFile(path.join(root, 'src/index.html'), 'utf8'))
  .replace('{{early}}', entry(early, 'early.ts'))
  .replace('{{css}}', `/assets/${cssName}`)
  .replace('{{main}}', entry(app, 'main.tsx'));
const table = await build({ absWorkingDir: root, entryPoints: [path.join(root, 'src/app/routes.ts')], bundle: true, format: 'esm', external: ['../pages/*'], write: false });
const { routes } = await import(`data:text/javascript;base64,${Buffer.from(table.outputFiles[0].contents).toString('base64')}`);
// Each page names its modules, so that the browser reads them at once and not one after the other.
let page = '';
for (const route of routes) {
  const modules = modulesOf(route.id);
  if (modules.length < 3) throw new Error(`The page ${route.id} has no modules.`);
  const html = template.replace('  {{modules}}\n', modules.map(m => `  <link rel="modulepreload" href="${m}">\n`).join(''));
  for (const at of [route.path, ...(route.also ?? [])].filter(p => p.endsWith('.html'))) {
    const file = path.join(out, at);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, html);
    if (at === '/index.html') page = html;
  }
}

const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter(f => f.isFile()).map(f => path.join(f.parentPath ?? f.path, f.name));
const shell = files.map(f => '/' + path.relative(out, f).split(path.sep).join('/')).filter(f => !f.endsWith('.html'));
const version = createHash('sha256').update(page).digest('hex').slice(0, 12);
await build({
  ...shared,
  entryPoints: [path.join(root, 'src/worker/sw.ts')],
  outfile: path.join(out, 'sw.js'),
  format: 'iife',
  define: { ...shared.define, SHELL: JSON.stringify(['/', ...shell]), VERSION: JSON.stringify(version) },
});

let total = 0;
for (const file of [...files, path.join(out, 'sw.js')]) {
  const bytes = await readFile(file);
  if (!/\.(html|js|css|svg|webmanifest)$/.test(file)) {
    total += bytes.length;
    continue;
  }

  const packed = await gzip(bytes, { level: 9 });
  total += packed.length;
  await writeFile(`${file}.gz`, packed);
  await writeFile(`${file}.br`, await brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
}

console.log(`dashboard: ${files.length + 1} files, ${(total / 1000).toFixed(0)} kB with gzip, in ${path.relative(process.cwd(), out)}`);
