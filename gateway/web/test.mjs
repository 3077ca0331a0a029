// Runs the unit tests of the libraries with node's own runner; they are bundled first, because node does not read TypeScript.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const out = await mkdtemp(path.join(os.tmpdir(), 'sssaham-web-test-'));
try {
  const tests = (await readdir(path.join(root, 'test'))).filter(f => f.endsWith('.test.ts')).map(f => path.join(root, 'test', f));
  await build({ entryPoints: tests, outdir: out, bundle: true, format: 'esm', platform: 'node', target: 'node20', jsx: 'automatic', jsxImportSource: 'preact', outExtension: { '.js': '.mjs' } });
  const run = spawnSync(process.execPath, ['--test', ...(await readdir(out)).map(f => path.join(out, f))], { stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
