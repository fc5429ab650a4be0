/** Feature values and the feature map of a package, as cargo's Summary builds it (`build_feature_map`). */

/** What one entry of a feature's list turns on. */
export type FeatureValue =
  | { readonly kind: 'feature'; readonly feature: string }
  /** `dep:name`, an optional dependency without its implicit feature. */
  | { readonly kind: 'dep'; readonly dep: string }
  /** `name/feature`, or `name?/feature` which turns nothing on by itself. */
  | { readonly kind: 'dep-feature'; readonly dep: string; readonly feature: string; readonly weak: boolean };

/** Features of a package, the implicit ones of optional dependencies included. */
export type FeatureMap = ReadonlyMap<string, readonly FeatureValue[]>;

/** Reads one entry, in a `features` list or from the command line; every text is one. */
export function parseFeatureValue(text: string): FeatureValue {
  const slash = text.indexOf('/');
  if (slash !== -1) {
    const dep = text.slice(0, slash);
    const weak = dep.endsWith('?');
    return { kind: 'dep-feature', dep: weak ? dep.slice(0, -1) : dep, feature: text.slice(slash + 1), weak };
  }
  if (text.startsWith('dep:')) return { kind: 'dep', dep: text.slice(4) };
  return { kind: 'feature', feature: text };
}

/** The text of a feature value, as in a manifest. */
export function featureValueText(value: FeatureValue): string {
  switch (value.kind) {
    case 'feature':
      return value.feature;
    case 'dep':
      return `dep:${value.dep}`;
    case 'dep-feature':
      return `${value.dep}${value.weak ? '?' : ''}/${value.feature}`;
  }
}

/** What the feature map needs of a dependency. */
interface OptionalDependency {
  readonly key: string;
  readonly optional: boolean;
}

/** Adds the implicit feature of each optional dependency that is not named by `dep:` anywhere. */
export function buildFeatureMap(
  features: ReadonlyMap<string, readonly string[]>,
  dependencies: readonly OptionalDependency[],
): FeatureMap {
  const map = new Map<string, readonly FeatureValue[]>();
  const explicit = new Set<string>();
  for (const [name, list] of features) {
    const values = list.map(parseFeatureValue);
    for (const value of values) if (value.kind === 'dep') explicit.add(value.dep);
    map.set(name, values);
  }
  for (const { key, optional } of dependencies) {
    if (optional && !map.has(key) && !explicit.has(key)) map.set(key, [{ kind: 'dep', dep: key }]);
  }
  return map;
}
