/**
 * What paths say: files that hold secrets, files that make code run again later, and folders outside of what a build may write.
 * Paths are shown texts: `{env HOME}/.ssh/id_ed25519`, `{temp folder}/x`.
 */

export interface KnownPlace {
  /** In words: `SSH keys`. */
  readonly what: string;
  readonly pattern: RegExp;
  /** A service of this name is sent it by right: `aws` for ~/.aws. */
  readonly service?: RegExp;
}

const SEPARATOR = String.raw`(?:^|[\\/}])`;
const place = (what: string, pattern: string, service?: RegExp): KnownPlace => ({
  what,
  pattern: new RegExp(pattern, 'i'),
  ...(service === undefined ? {} : { service }),
});

const SENSITIVE: readonly KnownPlace[] = [
  place('SSH keys', String.raw`${SEPARATOR}\.ssh(?:[\\/]|$)|\bid_(?:rsa|ed25519|ecdsa|dsa)\b`),
  place('.env files', String.raw`${SEPARATOR}\.env(?:\.(?:local|production|development|prod|dev|test))?$`),
  place('AWS credentials', String.raw`\.aws[\\/](?:credentials|config)`, /aws|amazon|s3/i),
  place('Azure credentials', String.raw`${SEPARATOR}\.azure[\\/]`, /azure|microsoft/i),
  place('Google credentials', String.raw`gcloud[\\/]|application_default_credentials`, /gcp|gcloud|google/i),
  place('Kubernetes credentials', String.raw`\.kube[\\/]config`, /kube/i),
  place('Docker credentials', String.raw`\.docker[\\/]config\.json`, /docker|oci|container/i),
  place(
    'Cargo credentials',
    String.raw`\.cargo[\\/]credentials|${SEPARATOR}credentials\.toml$|CARGO_HOME\}[\\/]credentials`,
    /cargo|crates/i,
  ),
  place(
    'npm, PyPI or git credentials',
    String.raw`${SEPARATOR}(?:\.npmrc|\.pypirc|[._]netrc|\.git-credentials)$`,
    /npm|pypi|git|netrc|curl/i,
  ),
  place(
    'wallets',
    String.raw`wallet\.dat|${SEPARATOR}(?:keystore|keypair|mnemonic|seed)\.(?:json|txt|dat)$|\.foundry[\\/]keystores|\.near-credentials|\.aptos[\\/]|\.brownie[\\/]accounts|\.ethereum[\\/]|\.electrum|solana[\\/]id\.json|\.config[\\/]solana|Exodus[\\/]|atomic[\\/]Local|nkbihfbeogaeaoehlefnkodbefgpgknn|\.bitcoin[\\/]|\.sui[\\/]|sui\.keystore|[\\/]keystore[\\/]|Ledger Live|\bmetamask\b`,
    /wallet|ethereum|eth|solana|sui|bitcoin/i,
  ),
  place(
    'browser data',
    String.raw`Login Data|${SEPARATOR}Cookies(?:\.sqlite)?$|Local State$|logins\.json|key[34]\.db|Google[\\/]Chrome|google-chrome|BraveSoftware|${SEPARATOR}\.mozilla[\\/]|Firefox[\\/]Profiles`,
    /browser|chrome|firefox|cookie/i,
  ),
  place(
    'key rings',
    String.raw`${SEPARATOR}\.gnupg(?:[\\/]|$)|[\\/]keyrings[\\/]|login\.keychain|Library[\\/]Keychains|kwalletd?[\\/]`,
    /gpg|pgp|keyring|keychain/i,
  ),
  place('shell history', String.raw`\.(?:bash|zsh|sh|fish)_history`),
  place('messenger sessions', String.raw`Telegram Desktop[\\/]tdata|[\\/]tdata(?:[\\/]|$)|discord[\\/]Local Storage`),
  place(
    'credentials of command line tools',
    String.raw`[\/]gh[\/]hosts\.ya?ml$|\.config[\/]hub$|\.terraform\.d[\/]|\.vault-token$|${SEPARATOR}\.(?:pgpass|my\.cnf|boto|s3cfg|dockercfg)$|rclone[\/]rclone\.conf|doctl[\/]config|\.oci[\/]config|\.databrickscfg|\.snowflake[\/]|huggingface[\/]token|\.fly[\/]config|\.netlify[\/]config|\.config[\/]op[\/]|\.composer[\/]auth\.json|\.gem[\/]credentials|\.m2[\/]settings\.xml|NuGet\.Config$`,
    /github|terraform|vault|postgres|mysql|s3|rclone|digitalocean|oci|databricks|snowflake|huggingface|fly|netlify/i,
  ),
  place('secrets of a cluster', String.raw`[\/]run[\/]secrets(?:[\/]|$)`, /kube|docker/i),
  place(
    'password stores',
    String.raw`${SEPARATOR}\.password-store(?:[\/]|$)|\.kdbx$|Bitwarden[\/]|1Password[\/]`,
    /pass|keepass|bitwarden/i,
  ),
  place('the environment of another process', String.raw`[\/]proc[\/](?:[^\/]+)[\/]environ$`),
  place('password files', String.raw`^[\\/]etc[\\/](?:shadow|passwd|gshadow)$`),
];

const PERSISTENT: readonly KnownPlace[] = [
  place('authorized SSH keys', 'authorized_keys2?$'),
  place('cron jobs', String.raw`^[\\/]etc[\\/]cron|[\\/]spool[\\/]cron|${SEPARATOR}crontab$`),
  place(
    'systemd units',
    String.raw`[\\/]systemd[\\/](?:system|user)(?:[\\/]|$)|^[\\/]etc[\\/]init\.d[\\/]|^[\\/]etc[\\/]rc\.local`,
  ),
  place('launch agents', String.raw`Library[\\/]Launch(?:Agents|Daemons)`),
  place(
    'autostart',
    String.raw`[\\/]autostart[\\/]|Start Menu[\\/]Programs[\\/]Startup|CurrentVersion[\\/]+Run(?:Once)?\b`,
  ),
  place(
    'shell start-up files',
    String.raw`${SEPARATOR}\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv|zlogin|kshrc)$|config[\\/]fish[\\/]config\.fish$|^[\\/]etc[\\/]profile`,
  ),
  place('git hooks', String.raw`\.git[\\/]hooks(?:[\\/]|$)`),
  place('Cargo configuration', String.raw`\.cargo[\\/]config(?:\.toml)?$|CARGO_HOME\}[\\/]config(?:\.toml)?$`),
  place('preloaded libraries', String.raw`ld\.so\.preload$`),
];

/** Folders that are somebody's work as a whole: the project that is built, or all that a person has. */
export function wholeFolder(path: string): string | undefined {
  const plain = path.replace(/[\\/]+(?:\*\*?(?:[\\/]\*[\w.*]*)?)?$/, '');
  if (
    /^(?:\.{1,2}|\{current folder\}|\{env (?:CARGO_MANIFEST_DIR|PWD|GITHUB_WORKSPACE|CARGO_WORKSPACE_DIR)\}|\.git)?(?:[\\/](?:src|\.\.))*$|^src$/.test(
      plain,
    )
  )
    return 'files of the project';
  return /^(?:\{home folder\}|\{env (?:HOME|USERPROFILE|HOMEPATH)\}|~|[\\/](?:home|Users|root)(?:[\\/][\w.*{}? ]+)?|[A-Za-z]:(?:[\\/]Users(?:[\\/][^\\/]+)?)?|[\\/])(?:[\\/](?:Documents|Desktop|Downloads))?$/.test(
    plain,
  )
    ? 'files of the home folder'
    : undefined;
}

export function sensitivePlace(path: string): KnownPlace | undefined {
  // Public halves of keys, and lists of hosts, are no secrets.
  if (/\.pub$|known_hosts|\.ssh[\\/]config$/i.test(path)) return undefined;
  return SENSITIVE.find((it) => it.pattern.test(path));
}

export function persistentPlace(path: string): KnownPlace | undefined {
  return PERSISTENT.find((it) => it.pattern.test(path));
}

/** Why a build script should not write there; undefined where it may, or where nothing is known of the place. */
export function outsideBuild(path: string): string | undefined {
  if (/\{env OUT_DIR\}|\{env CARGO_TARGET_DIR\}|\{env CARGO_TARGET_TMPDIR\}/.test(path)) return undefined;
  if (/^\{temp folder\}|^\{env (?:TMP|TEMP|TMPDIR)\}|^\/tmp\/|^\/var\/tmp\/|^\/dev\/shm\//.test(path))
    return 'the temporary folder';
  if (/^\{env CARGO_HOME\}|[\\/]\.cargo[\\/]/.test(path)) return "Cargo's home";
  if (/^\{(?:env (?:HOME|USERPROFILE|APPDATA|LOCALAPPDATA|XDG_\w+)|home folder|user's folder)\}/.test(path))
    return "the user's home";
  if (/^\{env (?:RUSTUP_HOME|RUSTC|RUSTC_WRAPPER)\}|[\\/]\.rustup[\\/]/.test(path)) return 'the toolchain';
  if (/^(?:\{env CARGO_MANIFEST_DIR\}[\\/])?\.\.[\\/]/.test(path)) return 'the folder above the package';
  if (/^\/(?:etc|usr|bin|sbin|lib|opt|root|home|var|boot|Library|Users)(?:\/|$)|^[A-Za-z]:\\/.test(path))
    return 'the system';
  return undefined;
}

/** Where programs that were just written lie before they are run. */
export function isScratch(path: string): boolean {
  return /^\{temp folder\}|^\{env (?:TMP|TEMP|TMPDIR)\}|^\/tmp\/|^\/var\/tmp\/|^\/dev\/shm\//.test(path);
}
