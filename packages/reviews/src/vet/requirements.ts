/** Which criteria each package of a project has to meet (cargo-vet's `resolve_requirements`). */
import { SAFE_TO_DEPLOY, SAFE_TO_RUN } from './criteria.ts';
import type { VetPolicy, VetStore } from './store.ts';

/** A package of the project and what it depends on, as indices into the list. */
export interface ProjectPackage {
  readonly name: string;
  readonly version: string;
  /** From the public registry: others' code, which needs reviews. */
  readonly thirdParty: boolean;
  /** Member of the workspace. */
  readonly member: boolean;
  /** Normal and build dependencies. */
  readonly dependencies: readonly number[];
  readonly devDependencies: readonly number[];
}

/** Criteria required of each package, by index; empty where nothing asks for it. */
export function requirementsOf(packages: readonly ProjectPackage[], store: VetStore): readonly ReadonlySet<string>[] {
  const required = packages.map(() => new Set<string>());
  const ask = (index: number, criteria: Iterable<string>) => {
    for (const name of store.mapper.closureOf(criteria)) required[index]!.add(name);
  };
  for (const each of packages) {
    if (!each.member) continue;
    const policy = policyOf(each, store);
    for (const index of each.devDependencies) {
      const name = packages[index]!.name;
      ask(index, policy?.dependencyCriteria.get(name) ?? policy?.devCriteria ?? [SAFE_TO_RUN]);
    }
  }
  const dependedOn = new Set(packages.flatMap(({ dependencies }) => dependencies));
  for (const index of topDown(packages)) {
    const each = packages[index]!;
    const policy = policyOf(each, store);
    if (policy?.criteria !== undefined) required[index] = new Set(store.mapper.closureOf(policy.criteria));
    else if (each.member && !dependedOn.has(index)) ask(index, [SAFE_TO_DEPLOY]);
    for (const dependency of each.dependencies) {
      const name = packages[dependency]!.name;
      ask(dependency, policy?.dependencyCriteria.get(name) ?? required[index]!);
    }
  }
  return required;
}

/** Policy of a package, by name and version or by name. */
export function policyOf(
  each: { readonly name: string; readonly version: string },
  store: VetStore,
): VetPolicy | undefined {
  return store.policies.get(`${each.name}:${each.version}`) ?? store.policies.get(each.name);
}

/** Indices so that each package comes before what it depends on; a cycle (only tests make one) is cut where it closes. */
function topDown(packages: readonly ProjectPackage[]): readonly number[] {
  const order: number[] = [];
  const seen = new Uint8Array(packages.length);
  for (let start = 0; start < packages.length; start++) {
    if (seen[start] === 1) continue;
    seen[start] = 1;
    // An explicit stack: dependency chains of generated projects are thousands deep.
    const stack: { readonly index: number; next: number }[] = [{ index: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const child = packages[top.index]!.dependencies[top.next++];
      if (child === undefined) {
        order.push(top.index);
        stack.pop();
      } else if (seen[child] === 0) {
        seen[child] = 1;
        stack.push({ index: child, next: 0 });
      }
    }
  }
  return order.reverse();
}
