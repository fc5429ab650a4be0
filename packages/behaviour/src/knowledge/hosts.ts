/** What addresses say: hosts that anyone can have in a minute and that no library's own service lives on. */

export interface HostKind {
  /** In words: `a messenger`. */
  readonly what: string;
  readonly host: string;
}

const KINDS: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a messenger',
    /(?:^|\.)(?:api\.telegram\.org|t\.me|discord(?:app)?\.com\/api\/webhooks|hooks\.slack\.com|qyapi\.weixin\.qq\.com|oapi\.dingtalk\.com)/,
  ],
  [
    'a paste or drop service',
    /(?:^|\.)(?:pastebin\.com|paste\.(?:ee|rs|c-net\.org)|hastebin\.com|rentry\.co|dpaste\.\w+|transfer\.sh|file\.io|gofile\.io|0x0\.st|anonfiles?\.com|catbox\.moe|bashupload\.com|temp\.sh|ix\.io)(?:[:/]|$)/,
  ],
  [
    'a request catcher or tunnel',
    /(?:^|\.)(?:webhook\.site|requestbin\.\w+|pipedream\.net|requestcatcher\.com|beeceptor\.com|hookdeck\.com|interact\.sh|interactsh\.com|oast\.(?:fun|me|live|site|online|pro)|burpcollaborator\.net|dnslog\.cn|ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com|loca\.lt|serveo\.net|localhost\.run|bore\.pub)(?:[:/]|$)/,
  ],
  [
    'a free hosting service',
    /(?:^|\.)(?:workers\.dev|pages\.dev|vercel\.app|netlify\.app|herokuapp\.com|onrender\.com|glitch\.me|repl\.co|replit\.(?:app|dev)|fly\.dev|railway\.app|deno\.dev|web\.app|firebaseio\.com|firebaseapp\.com|surge\.sh|000webhostapp\.com|duckdns\.org|ddns\.net|no-ip\.(?:org|biz)|hopto\.org)(?:[:/]|$)/,
  ],
];

/** Places from which software is downloaded as a matter of course. */
const SOFTWARE =
  /^(?:github\.com|(?:api|raw|objects|codeload)\.github(?:usercontent)?\.com|raw\.githubusercontent\.com|gitlab\.com|static\.crates\.io|(?:index\.)?crates\.io|static\.rust-lang\.org|storage\.googleapis\.com|registry\.npmjs\.org|files\.pythonhosted\.org|pypi\.org|download\.pytorch\.org|nodejs\.org|repo1?\.maven\.(?:org|apache\.org)|dl\.google\.com|aka\.ms|cdn\.jsdelivr\.net|ftp\.gnu\.org|sourceforge\.net|huggingface\.co)$/;

/** Host with port and path, in small letters, of a URL or of `host:port`. */
function bare(address: string): string {
  return address
    .replace(/^\w+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .toLowerCase();
}

/** Host of an address as far as it is known; undefined where it has holes or is none. */
export function hostOf(address: string): string | undefined {
  const host = /^\[[0-9a-f:]+\]|^[^/:?#]+/.exec(bare(address))?.[0];
  return host === undefined || /[{}\s]/.test(host) || !/[.\]]|^localhost$/.test(host) ? undefined : host;
}

export function sinkHost(address: string): HostKind | undefined {
  const text = bare(address);
  for (const [what, pattern] of KINDS)
    if (pattern.test(text.replace(/\{[^}]*\}/g, 'x'))) return { what, host: hostOf(address) ?? text };
  const host = hostOf(address);
  return host !== undefined && isPublicIp(host) ? { what: 'a bare address', host } : undefined;
}

export function isSoftwareHost(address: string): boolean {
  const host = hostOf(address);
  return host !== undefined && SOFTWARE.test(host);
}

/** This machine or its own network. */
export function isLocalAddress(address: string): boolean {
  const host = hostOf(address);
  if (host === undefined) return /^(?:localhost|\[::1?\]|::1?$)/.test(bare(address));
  return host === 'localhost' || host.startsWith('[') || (/^[\d.]+$/.test(host) && !isPublicIp(host));
}

/** Addresses set aside for documentation count as public: they stand for one. */
function isPublicIp(host: string): boolean {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1).map(Number);
  if (parts === undefined || parts.some((it) => it > 255)) return false;
  const [a = 0, b = 0] = parts;
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if ((a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254)) return false;
  return !(a === 100 && b >= 64 && b < 128) && !/^(?:1\.1\.1\.1|1\.0\.0\.1|8\.8\.[48]\.[48]|9\.9\.9\.9)$/.test(host);
}
