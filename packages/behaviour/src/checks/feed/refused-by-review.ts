/**
 * A review refuses this version, or one that it is built with: a violation of cargo-vet, a negative proof of cargo-crev by an author
 * who is trusted. What the operator's own store refuses is not to be served; what others refuse, a person should look at.
 */
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Finding } from '../../finding.ts';
import { evidence } from '../../history/evidence.ts';
import { pathText } from '../../history/suspects.ts';

export const REFUSED_BY_REVIEW: Check = {
  id: 'refused-by-review',
  version: 1,
  group: 'feed',
  title: 'a review refuses it, or what it is built with',
  severity: 'hold',
  evidence: ['feed', 'dependency'],
  wrongWhen: 'the reviewer refuses for quality, not for malice',
  run(context) {
    const { name, version } = context.subject;
    const own = about(context, name, version, []);
    const below = (context.closure ?? []).flatMap((it) => about(context, it.name, it.version, [pathText(context, it)]));
    return [...own, ...below];
  },
};

function about(context: ScanContext, name: string, version: string, paths: readonly string[]): Finding[] {
  const { id, version: rule, group } = REFUSED_BY_REVIEW;
  return (context.refusals?.(name, version) ?? []).map(({ text, own }) => ({
    check: id,
    version: rule,
    group,
    severity: own ? 'hold' : 'review',
    title: `${paths.length === 0 ? '' : 'the dependency '}${name} ${version} is refused by a review`,
    evidence: [...evidence('feed', text), ...evidence('dependency', ...paths)],
    ...(own && { decisive: true }),
  }));
}
