/** What the archive itself says, before any file in it is read. */
import type { Check } from '../../check.ts';
import { indexLine } from './index-line.ts';
import { originalManifest } from './original-manifest.ts';
import { readersDiffer } from './readers-differ.ts';
import { vcsInfo } from './vcs-info.ts';

export const ARCHIVE_CHECKS: readonly Check[] = [readersDiffer, originalManifest, indexLine, vcsInfo];
