/** Capabilities as Capslock prints them (`CapabilityInfoList` of proto/capability.proto, JSON form). */
import type { CapabilityUse } from './capabilities.ts';

export interface CapslockReport {
  readonly capabilityInfo: readonly CapslockInfo[];
  readonly packageInfo: readonly { readonly path: string }[];
}

interface CapslockInfo {
  readonly packageName: string;
  readonly capability: string;
  readonly depPath: string;
  readonly path: readonly { readonly name: string; readonly site?: CapslockSite }[];
  readonly packageDir: string;
  readonly capabilityType: string;
}

interface CapslockSite {
  readonly filename: string;
  readonly line: string;
  readonly column: string;
}

/** One entry for each function that is reached, as Capslock has one for each path. */
export function capslock(name: string, version: string, uses: Iterable<CapabilityUse>): CapslockReport {
  const capabilityInfo: CapslockInfo[] = [];
  const packages = new Set<string>([name]);
  for (const use of uses) {
    for (const sink of use.sinks) {
      for (const step of sink.path) packages.add(step.package.split('@')[0]!);
      capabilityInfo.push({
        packageName: name,
        capability: `CAPABILITY_${use.capability}`,
        depPath: sink.path.map((step) => step.function).join(' '),
        path: sink.path.map((step, at) => ({
          name: step.function,
          // A site is where a function is called: the first has none, the others stand in the frame before.
          ...(at === 0 ? {} : { site: siteOf(sink.path[at - 1]!) }),
        })),
        packageDir: `${name}@${version}`,
        capabilityType: `CAPABILITY_TYPE_${sink.direct ? 'DIRECT' : 'TRANSITIVE'}`,
      });
    }
  }
  return { capabilityInfo, packageInfo: [...packages].sort().map((path) => ({ path })) };
}

function siteOf(step: { readonly file: string; readonly line: number; readonly column: number }): CapslockSite {
  // Capslock's protobuf has 64-bit numbers, which are text in JSON.
  return { filename: step.file, line: String(step.line), column: String(step.column) };
}
