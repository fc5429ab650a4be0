/** Cargo and other package registries: whoever holds one of these can publish in another's name. */
import type { SecretRule } from './rule.ts';
import { assigned, token } from './table.ts';

const CARGO = 'https://doc.rust-lang.org/cargo/reference/config.html#credentials';

export const REGISTRY_RULES: readonly SecretRule[] = [
  token('crates-io-api-token', 'crates.io API token', CARGO, 'cio{n32}', { entropy: 3 }),
  token(
    'crates-io-trusted-publishing-token',
    'crates.io trusted publishing token (30 minutes)',
    CARGO,
    'cio_tp_{n32}',
    {
      check: 'trusted-publishing',
    },
  ),
  {
    id: 'cargo-registry-token',
    title: 'token of a registry in a configuration of Cargo',
    source: CARGO,
    pattern: String.raw`(?m)^[ \t]*["']?(?:token|secret-key)["']?[ \t]*=[ \t]*["']([^"'\s]{8,500})["']`,
    paths: ['.cargo/credentials.toml', '.cargo/credentials', '.cargo/config.toml', '.cargo/config', 'credentials.toml'],
    examples: [
      '[registries.own]\ntoken = "Bearer-4c9fQ2xW7z"\n',
      '[registry]\nsecret-key = "k3.secret.9xQ4vTq0LmZ2"\n',
    ],
    nearMisses: ['token = ""\n', 'name = "token-4c9fQ2xW7z"\n'],
    entropy: 2.5,
  },
  {
    id: 'cargo-registry-token-variable',
    title: 'CARGO_REGISTRY_TOKEN or the token of a private registry, with its value',
    source: CARGO,
    pattern: String.raw`\bCARGO_(?:REGISTRY|REGISTRIES_\w{1,60})_(?:TOKEN|SECRET_KEY)["']?[ \t]*(?::|=|,|\))[ \t]*["'\x60]?([^\s"'\x60$<>{}()]{8,500})`,
    examples: ['CARGO_REGISTRIES_OWN_TOKEN=Zx81hQ0pLw3nTv\n', 'CARGO_REGISTRY_TOKEN: "q7Wm2vKx90LpRt"\n'],
    nearMisses: ['CARGO_REGISTRY_TOKEN: $'.concat('{{ secrets.TOKEN }}\n'), 'CARGO_REGISTRY_TOKEN=\n'],
    entropy: 2.5,
  },
  {
    id: 'cargo-login-argument',
    title: 'token given to cargo on a command line',
    source: CARGO,
    pattern: String.raw`\bcargo[ \t]+(?:login[ \t]+(?:--registry[ =]\S{1,60}[ \t]+)?|(?:publish|yank|owner)\b[^\n]{0,120}?--token[ =])["']?([A-Za-z0-9_.+/=-]{16,500})`,
    examples: ['cargo login Zx81hQ0pLw3nTvK55a\n', 'cargo publish -p a --token Zx81hQ0pLw3nTvK55a\n'],
    nearMisses: ['cargo login $TOKEN\n', 'cargo publish --token short\n'],
    entropy: 3,
  },
  token('npm-access-token', 'npm access token', 'https://docs.npmjs.com/about-access-tokens', 'npm_{n36}', {
    check: 'github',
    anyCase: true,
  }),
  {
    id: 'npm-auth-token',
    title: 'token of a registry in a configuration of npm',
    source: 'https://docs.npmjs.com/cli/configuring-npm/npmrc',
    pattern: String.raw`:_(?:authToken|auth|password)[ \t]*=[ \t]*["']?([A-Za-z0-9+/=_.-]{16,500})`,
    examples: ['//npm.own.invalid/:_authToken=1f3c9a52-77b0-4c1e-9d11-02ab34cd56ef\n'],
    nearMisses: ['//npm.own.invalid/:_authToken=$'.concat('{NPM_TOKEN}\n')],
    entropy: 3,
  },
  token(
    'pypi-upload-token',
    'PyPI upload token',
    'https://pypi.org/help/#apitoken',
    ['pypi-AgEIcHlwaS5vcmc{u50-1000}', 'pypi-AgENdGVzdC5weXBpLm9yZw{u50-1000}'],
    {
      entropy: 3,
    },
  ),
  token('rubygems-api-token', 'RubyGems API token', 'https://guides.rubygems.org/api-key-scopes/', 'rubygems_{h48}'),
  token(
    'clojars-api-token',
    'Clojars deploy token',
    'https://github.com/clojars/clojars-web/wiki/Deploy-Tokens',
    'CLOJARS_{n60}',
    {
      anyCase: true,
    },
  ),
  {
    id: 'nuget-config-password',
    title: 'password in a configuration of NuGet',
    source: 'https://learn.microsoft.com/nuget/reference/nuget-config-file',
    pattern: String.raw`(?i)<add key="(?:ClearText)?Password"\s{0,20}value="([^"\n%]{8,300})"\s{0,20}/>`,
    paths: ['nuget.config'],
    examples: ['<add key="ClearTextPassword" value="p4ss-W0rd!9" />'],
    nearMisses: ['<add key="ClearTextPassword" value="%PASSWORD%" />'],
    entropy: 1,
  },
  token(
    'artifactory-api-key',
    'Artifactory API key',
    'https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key',
    'AKCp{n69}',
    { entropy: 4.5 },
  ),
  token(
    'artifactory-reference-token',
    'Artifactory reference token',
    'https://jfrog.com/help/r/jfrog-platform-administration-documentation/reference-token',
    'cmVmd{n59}',
    { entropy: 4.5 },
  ),
  assigned(
    'jfrog-api-key',
    'JFrog API key',
    'https://jfrog.com/help/',
    ['jfrog', 'artifactory', 'bintray', 'xray'],
    '{n73}',
  ),
  assigned(
    'jfrog-identity-token',
    'JFrog identity token',
    'https://jfrog.com/help/',
    ['jfrog', 'artifactory', 'bintray', 'xray'],
    '{n64}',
  ),
];
