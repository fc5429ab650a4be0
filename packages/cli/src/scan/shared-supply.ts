/** Index lines and files that one target needed, for the next: within bounds, the least recently used go first. */
import type { IndexLine } from '@lazaret/cargo';
import type { CrateSupply, SuppliedCrate } from '@lazaret/sources';

/** Index lines of one name take up to some hundred kilobytes. */
const NAMES_MAX = 400;
/** Unpacked files of dependencies that are kept. */
const BYTES_MAX = 64 * 1024 * 1024;

export class SharedSupply implements CrateSupply {
  readonly #supply: CrateSupply;
  readonly #lines = new Map<string, Promise<readonly IndexLine[] | undefined>>();
  readonly #files = new Map<string, { readonly crate: SuppliedCrate; readonly size: number }>();
  #bytes = 0;

  constructor(supply: CrateSupply) {
    this.#supply = supply;
  }

  get problems(): readonly string[] {
    return this.#supply.problems;
  }

  get refused(): CrateSupply['refused'] {
    return this.#supply.refused;
  }

  versions(name: string): Promise<readonly IndexLine[] | undefined> {
    const known = this.#lines.get(name);
    if (known !== undefined) {
      this.#lines.delete(name);
      this.#lines.set(name, known);
      return known;
    }
    const asked = this.#supply.versions(name);
    this.#lines.set(name, asked);
    // What failed once may work the next time.
    asked.catch(() => this.#lines.delete(name));
    if (this.#lines.size > NAMES_MAX) this.#lines.delete(this.#lines.keys().next().value!);
    return asked;
  }

  async files(line: IndexLine): Promise<SuppliedCrate | undefined> {
    const known = this.#files.get(line.checksum);
    if (known !== undefined) {
      this.#files.delete(line.checksum);
      this.#files.set(line.checksum, known);
      return known.crate;
    }
    const crate = await this.#supply.files(line);
    if (crate !== undefined && !this.#files.has(line.checksum)) this.#keep(line.checksum, crate);
    return crate;
  }

  archive(line: IndexLine): Promise<Uint8Array | undefined> {
    return this.#supply.archive(line);
  }

  #keep(checksum: string, crate: SuppliedCrate): void {
    let size = 0;
    for (const bytes of crate.files.values()) size += bytes.length;
    if (size > BYTES_MAX / 4) return;
    this.#files.set(checksum, { crate, size });
    this.#bytes += size;
    for (const [oldest, { size: least }] of this.#files) {
      if (this.#bytes <= BYTES_MAX) break;
      this.#files.delete(oldest);
      this.#bytes -= least;
    }
  }
}
