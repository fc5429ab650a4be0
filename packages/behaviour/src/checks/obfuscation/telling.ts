/** Texts that mean something to a system: what somebody hides in an encoding if he hides anything. */

import { persistentPlace, sensitivePlace } from '../../knowledge/places.ts';
import { isDownloadAndRun } from '../../knowledge/programs.ts';

/** Documents and data, which name addresses by right, are longer. */
const LENGTH_MAX = 2048;
const ADDRESS =
  /(?:^|["'\s=(])(?:https?|wss?|ftp|tcp):\/\/(?:[\w-]+\.)+[\w-]+[\w./:?=&%@-]*|(?:^|["'\s=(])(?:\d{1,3}\.){3}\d{1,3}:\d{2,5}\b/;
const COMMAND =
  /(?:^|[\s/"'])(?:\/bin\/(?:ba|z|da)?sh|(?:ba|z)?sh -c |powershell(?:\.exe)? -|cmd(?:\.exe)? \/c|curl -|wget |certutil |rundll32 |mshta )/i;
/** Names of XML vocabularies are written like addresses. */
const NAMESPACE = /^\s*<|:\/\/(?:www\.w3\.org|schemas\.|ns\.adobe|purl\.org)/;

/** In words what the text is; undefined for any other text. */
export function tellingText(text: string): string | undefined {
  if (text.length > LENGTH_MAX || text.length < 6 || !/^[\x20-\x7e\s\0]+$/.test(text)) return undefined;
  if (isDownloadAndRun(text)) return 'a command that downloads and runs';
  if (COMMAND.test(text)) return 'a command';
  if (ADDRESS.test(text) && !NAMESPACE.test(text)) return 'an address';
  if (text.length > 256) return undefined;
  const place = persistentPlace(text) ?? sensitivePlace(text);
  return place === undefined ? undefined : `a path of ${place.what}`;
}
