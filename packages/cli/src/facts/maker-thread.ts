/**
 * Entry of a thread that makes facts: source in, packed facts out. It has a world of its own, reads the standard library's facts
 * itself, and touches nothing else of the machine. Nothing of a crate is executed here or anywhere.
 */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { FactsMaker, type PackageText, STD_FACTS_URL, stdLoader } from '@lazaret/analyzer';
import type { MakeRequest, MakeResult, MakerData, SharedPackage } from './messages.ts';
import { packFacts, unpackFacts } from './store.ts';

function textOf({ manifest, bytes, files }: SharedPackage): PackageText {
  const places = new Map(files.map(([path, start, end]) => [path, { start, end }]));
  return {
    manifest,
    paths: new Set(places.keys()),
    read: (path) => {
      const place = places.get(path);
      // A copy: decoders of text do not take shared memory.
      return place === undefined ? undefined : new Uint8Array(bytes).slice(place.start, place.end);
    },
  };
}

class MakerThread {
  readonly #texts = new Map<number, PackageText>();
  readonly #maker: FactsMaker;

  constructor(data: MakerData) {
    const { plan, keys, ...input } = data;
    const std = stdLoader(readFileSync(STD_FACTS_URL));
    this.#maker = new FactsMaker({ ...input, std, texts: this.#texts }, plan, keys);
  }

  make({ crate, texts, given }: MakeRequest): MakeResult {
    for (const text of texts) this.#texts.set(text.pkg, textOf(text));
    for (const [dependency, packed] of given) {
      const bytes = unpackFacts(packed);
      if (bytes === undefined || !this.#maker.give(dependency, bytes)) return { crate, packed: undefined };
    }
    return { crate, packed: packFacts(this.#maker.make(crate)) };
  }
}

const thread = new MakerThread(workerData as MakerData);
parentPort?.on('message', (request: MakeRequest) => parentPort?.postMessage(thread.make(request)));
