/** From a planned crate to what name resolution needs of it: files, features, configuration, dependencies. */
import { DependencyKind, UnitKind } from '@lazaret/cargo';
import type { CrateNum } from '@lazaret/facts';
import { type CrateInput, declaredAttribute, declaredBang, declaredModel } from '@lazaret/rust-names';
import { decodeSource } from '@lazaret/rust-syntax';
import { buildScriptCfgs, type ScriptCfgs } from './build-script/script-cfgs.ts';
import { isSilent } from './build-script/silent.ts';
import { unitCfgs } from './build-script/unit-cfgs.ts';
import type { CratePlan } from './crate-plan.ts';
import { overlayOf } from './overlays/overlay.ts';
import { STORED_OVERLAYS } from './overlays/stored.ts';
import { packageEnv } from './package-env.ts';
import type { PackageText, ProgramInput, StdLibrary } from './program-input.ts';

export class CrateInputs {
  readonly #input: ProgramInput;
  readonly #plan: CratePlan;
  readonly #std: StdLibrary;
  readonly #numberOf: (crate: number) => CrateNum | undefined;
  readonly #models: Pick<CrateInput, 'deriveModels' | 'attributeModels' | 'bangModels'>;
  readonly #scripts = new Map<number, ScriptCfgs>();
  readonly #silent = new Map<number, boolean>();

  /** `numberOf`: number in the world of a crate of the plan. */
  constructor(
    input: ProgramInput,
    plan: CratePlan,
    std: StdLibrary,
    numberOf: (crate: number) => CrateNum | undefined,
  ) {
    this.#input = input;
    this.#plan = plan;
    this.#std = std;
    this.#numberOf = numberOf;
    const models = input.models ?? [];
    this.#models = {
      deriveModels: models.filter(({ kind }) => kind === undefined).map(declaredModel),
      attributeModels: models.filter(({ kind }) => kind === 'attribute').map(declaredAttribute),
      bangModels: models.filter(({ kind }) => kind === 'macro').map(declaredBang),
    };
  }

  of(crate: number): CrateInput {
    const planned = this.#plan.crates[crate]!;
    const unit = this.#input.units[planned.unit]!;
    const text = this.#input.texts.get(unit.package)!;
    const locked = this.#input.packages[unit.package]!;
    const cfgs = planned.host ? this.#input.hostCfgs : this.#input.targetCfgs;
    const script = planned.kind === 'build-script' ? undefined : this.#scriptOf(planned.unit, text);
    const overlay = script === undefined ? undefined : overlayOf(STORED_OVERLAYS, locked.name, locked.version);
    const config = unitCfgs(cfgs, script, overlay);
    return {
      name: planned.name,
      package: { name: locked.name, version: locked.version },
      edition: Number(planned.edition) as CrateInput['edition'],
      unit: planned.kind,
      root: planned.path,
      readFile: (path) => readText(text, path),
      features: unit.features,
      cfg: config.cfg,
      ...(config.likely === undefined ? {} : { cfgLikely: config.likely }),
      ...(overlay === undefined ? {} : { outFile: (path: string) => overlay.file(path) }),
      flow: this.#input.flow?.has(unit.package) === true,
      externs: this.#externs(crate),
      stdCrates: this.#std,
      ...this.#models,
      env: envOf(text, locked, planned.name),
    };
  }

  #externs(crate: number): Map<string, CrateNum> {
    const { kind, externs: planned } = this.#plan.crates[crate]!;
    const externs = new Map<string, CrateNum>();
    for (const [alias, at] of planned) {
      const num = this.#numberOf(at);
      if (num !== undefined) externs.set(alias, num);
    }
    const { procMacro, test } = this.#std;
    if (kind === 'proc-macro' && procMacro !== undefined) externs.set('proc_macro', procMacro);
    if ((kind === 'test' || kind === 'bench') && test !== undefined) externs.set('test', test);
    return externs;
  }

  /** What the build script of a unit sets, looked at when first asked; undefined if there is no script. */
  #scriptOf(index: number, text: PackageText): (() => ScriptCfgs) | undefined {
    const scripts = this.#plan.targets.get(this.#input.units[index]!.package)?.buildScripts ?? [];
    if (scripts.length === 0) return undefined;
    return () => {
      let known = this.#scripts.get(index);
      if (known === undefined) {
        known = this.#evaluateScript(index, text, scripts[0]!, scripts.length === 1);
        this.#scripts.set(index, known);
      }
      return known;
    };
  }

  #evaluateScript(index: number, text: PackageText, root: string, single: boolean): ScriptCfgs {
    const unit = this.#input.units[index]!;
    const [rust = '', triple] = this.#std.label.split(' ');
    return buildScriptCfgs({
      root,
      edition: Number(text.manifest.package?.edition ?? '2015') as CrateInput['edition'],
      read: (path) => readText(text, path),
      silentDependencies: single && this.#buildDependenciesSilent(index),
      env: {
        features: unit.features,
        targetCfgs: unit.kind === UnitKind.host ? this.#input.hostCfgs : this.#input.targetCfgs,
        hostCfgs: this.#input.hostCfgs,
        triple,
        rustMinor: Number(rust.split('.')[1] ?? 0),
        packageEnv: envOf(text, this.#input.packages[unit.package]!, 'build_script_build'),
        exists: (path) => text.paths.has(path) || [...text.paths].some((file) => file.startsWith(`${path}/`)),
      },
    });
  }

  /** Do the libraries that a unit's build script is made of set no configuration of their own? */
  #buildDependenciesSilent(index: number): boolean {
    const { units, texts, packages } = this.#input;
    const roots = units[index]!.dependencies.filter((dependency) => dependency.kind === DependencyKind.build);
    const seen = new Set(roots.map((dependency) => dependency.unit));
    for (const at of seen) {
      const pkg = units[at]!.package;
      let silent = this.#silent.get(pkg);
      if (silent === undefined) {
        const text = texts.get(pkg);
        const { name } = packages[pkg]!;
        silent = text !== undefined && isSilent({ name, paths: text.paths, read: text.read });
        this.#silent.set(pkg, silent);
      }
      if (!silent) return false;
      for (const dependency of units[at]!.dependencies) {
        if (dependency.kind === DependencyKind.normal) seen.add(dependency.unit);
      }
    }
    return true;
  }
}

function readText(text: PackageText, path: string): string | undefined {
  const bytes = text.read(path);
  return bytes === undefined ? undefined : decodeSource(bytes).text;
}

function envOf(
  text: PackageText,
  locked: { readonly name: string; readonly version: string },
  crate: string,
): (name: string) => string | undefined {
  const values = packageEnv(text.manifest, locked, crate);
  return (name) => (Object.hasOwn(values, name) ? values[name] : undefined);
}
