/**
 * An archive that cargo would refuse, or on which its readers disagree so much that there is no one content: links, paths
 * outside of the package, broken headers, more than the limits. There is nothing to look at, which is an answer too: hold.
 */
import type { Finding } from '../../finding.ts';

/** The finding that stands for a refused archive; no check can run without files. */
export function refusedArchive(reason: string, path: string | undefined): Finding {
  return {
    check: 'archive-refused',
    version: 1,
    group: 'archive',
    severity: 'hold',
    decisive: true,
    title: `the archive has no trustworthy content: ${reason}`,
    evidence: [{ kind: 'archive', text: reason, ...(path === undefined ? {} : { file: path }) }],
  };
}
