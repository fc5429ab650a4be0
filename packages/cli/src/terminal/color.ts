/** Whether a stream gets colours: flag, then NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, CARGO_TERM_COLOR, then the terminal itself. */

export type ColorChoice = 'auto' | 'always' | 'never';

export function wantsColor(
  choice: ColorChoice | undefined,
  env: Readonly<Record<string, string | undefined>>,
  isTty: boolean,
): boolean {
  if (choice === 'always') return true;
  if (choice === 'never') return false;
  if (env['NO_COLOR']) return false;
  const force = env['FORCE_COLOR'] ?? env['CLICOLOR_FORCE'];
  if (force) return force !== '0';
  if (env['CARGO_TERM_COLOR'] === 'always') return true;
  if (env['CARGO_TERM_COLOR'] === 'never') return false;
  return isTty && env['TERM'] !== 'dumb';
}
