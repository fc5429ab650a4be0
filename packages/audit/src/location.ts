/** Where in the project's own files a finding belongs: its call, else the line that brings the dependency in. */
import type { DependencyPaths } from './dependency-path.ts';
import type { AuditInput } from './input.ts';
import type { Finding, Frame } from './report.ts';

export function locate(
  input: AuditInput,
  paths: DependencyPaths,
  index: number,
  frames: readonly Frame[],
): Finding['location'] {
  // The last own frame: from there the project leaves its own code.
  for (let at = frames.length - 1; at >= 0; at--) {
    const frame = frames[at]!;
    if (frame.own && frame.line > 0) return { file: frame.file, line: frame.line, column: frame.column };
  }
  const chain = paths.to(index);
  const member = chain.length > 1 ? input.packages.get(chain[0]!) : undefined;
  const direct = chain.length > 1 ? input.lock.packages[chain[1]!] : undefined;
  if (member?.ownFolder !== undefined && direct !== undefined) {
    const entry = member.manifest.dependencies.find((d) => d.package === direct.name && d.line > 0);
    if (entry) return { file: join(member.ownFolder, 'Cargo.toml'), line: entry.line, column: 1 };
  }
  return { file: input.lockPath, line: Math.max(input.lock.packages[index]!.line, 1), column: 1 };
}

export function join(folder: string, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}
