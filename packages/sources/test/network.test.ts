import { expect, test } from 'vitest';
import { LazaretCache } from '../src/cache/cache.ts';
import { SourcesError } from '../src/error.ts';
import { openProject } from '../src/project/project.ts';
import { Session } from '../src/project/session.ts';
import { temporaryDirectory } from './temporary.ts';

/** Set to run against the registry that cargo's configuration of this machine names. */
const ENABLED = process.env['LAZARET_TEST_NETWORK'] === '1';

test.skipIf(!ENABLED)('a published version opens (skipped without LAZARET_TEST_NETWORK=1)', async ({ skip }) => {
  const session = new Session({ cache: new LazaretCache(temporaryDirectory()) });
  try {
    const config = session.registry().config();
    // A registry that cannot be reached is no fault of ours; one that answers nonsense, or a bug, is.
    await config.catch((error: unknown) => {
      if (error instanceof SourcesError && error.code === 'network') skip(`no network: ${error.message}`);
      throw error;
    });
    const project = await openProject('ripgrep@14.1.0', session);
    expect(project.lock!.file.packages.length).toBeGreaterThan(20);
    expect(project.archive!.source.verification).toBe('lock-checksum');
  } finally {
    session.close();
  }
});
