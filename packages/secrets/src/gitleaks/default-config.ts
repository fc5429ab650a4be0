/** gitleaks' default configuration (8.30.1, MIT; the notice is in the file), for `useDefault`: whoever does IO reads it. */
export const GITLEAKS_DEFAULT_CONFIG_URL: URL = new URL('../../data/gitleaks.toml', import.meta.url);
