/**
 * Checks what no linter knows: the import table, cycles between files, IO outside its packages, a header comment on each
 * file, file sizes, registry hosts and machine paths in the tree. Prints one line a finding; exit status 1 if there is any.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FILE_LINES_MAX, IO_MODULES, IO_PACKAGES, LAYERS, RECURSIVE_UNITS } from './layers.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const findings: string[] = [];

interface Import {
  readonly from: string;
  readonly to: string;
}

function trackedFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  return listed
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

function importsOf(text: string): string[] {
  const specifiers: string[] = [];
  for (const match of text.matchAll(
    /^\s*(?:import|export)\b[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm,
  )) {
    specifiers.push((match[1] ?? match[2] ?? match[3]) as string);
  }
  return specifiers;
}

function packageOf(file: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(file)?.[1];
}

function isTest(file: string): boolean {
  return /\.test\.ts$|\.bench\.ts$|\/test\//.test(file);
}

function checkImports(file: string, text: string, edges: Import[]): void {
  const own = packageOf(file);
  for (const specifier of importsOf(text)) {
    const internal = /^@lazaret\/([^/]+)(\/.*)?$/.exec(specifier);
    if (internal) {
      if (internal[2]) findings.push(`${file}: reaches past index.ts of ${internal[1]}`);
      if (own && internal[1] !== own && !isTest(file) && !LAYERS[own]?.includes(internal[1] as string)) {
        findings.push(`${file}: ${own} may not import ${internal[1]}`);
      }
    }
    if (own && !IO_PACKAGES.has(own) && !isTest(file) && IO_MODULES.test(specifier)) {
      findings.push(`${file}: ${own} does no IO, yet imports ${specifier}`);
    }
    if (specifier.startsWith('.')) {
      const target = join(dirname(file), specifier);
      if (own && packageOf(target) !== own && !isTest(file))
        findings.push(`${file}: imports ${specifier} of another package by path`);
      edges.push({ from: file, to: target });
    }
  }
}

function checkCycles(edges: readonly Import[]): void {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) (next.get(from) ?? next.set(from, []).get(from)!).push(to);
  const state = new Map<string, 'open' | 'done'>();
  for (const start of [...next.keys()].sort()) {
    if (state.has(start)) continue;
    const stack: { file: string; at: number }[] = [{ file: start, at: 0 }];
    state.set(start, 'open');
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const target = next.get(top.file)?.[top.at++];
      if (target === undefined) {
        state.set(top.file, 'done');
        stack.pop();
      } else if (state.get(target) === 'open') {
        const from = stack.findIndex((entry) => entry.file === target);
        const circle = stack.slice(from).map((entry) => entry.file);
        if (RECURSIVE_UNITS.some((unit) => circle.every((file) => file.startsWith(unit)))) continue;
        findings.push(
          `import cycle: ${stack
            .slice(from)
            .map((entry) => entry.file)
            .join(' -> ')} -> ${target}`,
        );
      } else if (!state.has(target)) {
        state.set(target, 'open');
        stack.push({ file: target, at: 0 });
      }
    }
  }
}

function checkText(file: string, text: string): void {
  if (/^(packages|tools|bench)\/.*\.ts$/.test(file)) {
    if (!isTest(file) && !/^(#!.*\n)?\s*\/\*\*/.test(text)) findings.push(`${file}: no header comment`);
    const lines = text.trimEnd().split('\n').length;
    if (lines > FILE_LINES_MAX) findings.push(`${file}: ${lines} lines, more than ${FILE_LINES_MAX}`);
    if (/\b(TODO|FIXME|XXX)\b/.test(text) && file !== 'tools/tidy/tidy.ts')
      findings.push(`${file}: unfinished work is marked`);
  }
  const hosts = [
    'index.' + 'crates.io',
    'static.' + 'crates.io',
    'registry.' + 'npmjs.org',
    'deb.' + 'debian.org',
    'proxy.' + 'golang.org',
  ];
  if (!/fixtures\/|\.md$/.test(file))
    for (const host of hosts) if (text.includes(host)) findings.push(`${file}: names the host ${host}`);
  // The checkout's own place and the user's home; a home of `/` names nothing.
  for (const path of [`${ROOT}/`, `${process.env['HOME'] ?? ''}/`]) {
    if (path.length > 3 && text.includes(path)) findings.push(`${file}: holds a path of this machine`);
  }
}

function checkDocsPaths(file: string, text: string): void {
  for (const match of text.matchAll(/`((?:packages|tools|bench|docs|examples|schemas)\/[\w./-]+)`/g)) {
    if (!existsSync(join(ROOT, match[1] as string))) findings.push(`${file}: names ${match[1]}, which is not there`);
  }
}

const edges: Import[] = [];
for (const file of trackedFiles()) {
  if (/\.(gz|br|zst|facts|wasm|png|crate|bin)$/.test(file)) continue;
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (file.endsWith('.ts')) checkImports(file, text, edges);
  checkText(file, text);
  if (file.endsWith('.md')) checkDocsPaths(file, text);
}
checkCycles(edges);
for (const name of Object.keys(LAYERS)) {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    const own = /^@lazaret\/(.+)$/.exec(dependency)?.[1];
    if (own && !LAYERS[name]?.includes(own)) findings.push(`packages/${name}/package.json: may not depend on ${own}`);
  }
}
for (const finding of [...new Set(findings)].sort()) console.log(finding);
if (findings.length > 0) process.exit(1);
