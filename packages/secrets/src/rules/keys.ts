/** Keys, signed tokens, credentials in addresses and command lines, and values of names that speak for themselves. */
import type { SecretRule } from './rule.ts';
import { token } from './table.ts';

const B64 = 'q7Wm2vKx90LpRtYz41aBcDeF';
const jwtPart = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const JWT_EXAMPLE = `${jwtPart({ alg: 'HS256', typ: 'JWT' })}.${jwtPart({ sub: '1234567890', name: 'x y' })}.${B64}${B64}`;
/** Written in pieces, so that no scanner takes this file for a key. */
const PEM_LABEL = 'PRIVATE'.concat(' KEY');

export const KEY_RULES: readonly SecretRule[] = [
  {
    id: 'private-key',
    title: 'private key',
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
    pattern: String.raw`(?i)(-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----[\s\S]{64,}?KEY(?: BLOCK)?-----)`,
    check: 'pem',
    examples: [
      `-----BEGIN RSA ${PEM_LABEL}-----\n${`${B64}${B64}${B64.slice(0, 16)}\n`.repeat(3)}-----END RSA ${PEM_LABEL}-----`,
    ],
    nearMisses: [
      `-----BEGIN ${PEM_LABEL}-----\n-----END ${PEM_LABEL}-----`,
      `"-----BEGIN ${PEM_LABEL}-----"; let body = lines.take_while(|line| !line.starts_with("-----END ${PEM_LABEL}-----"`,
    ],
  },
  {
    id: 'pkcs12-file',
    title: 'PKCS #12 file',
    source: 'https://www.rfc-editor.org/rfc/rfc7292',
    paths: ['.p12', '.pfx'],
    examples: [],
  },
  token('age-secret-key', 'age secret key', 'https://age-encryption.org/v1', 'AGE-SECRET-KEY-1{Q58}'),
  {
    id: 'jwt',
    title: 'JSON web token',
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
    pattern: String.raw`\b(ey[a-zA-Z0-9]{17,1000}\.ey[a-zA-Z0-9/\\_-]{17,1000}\.(?:[a-zA-Z0-9/\\_-]{10,1000}={0,2})?)`,
    check: 'jwt',
    examples: [JWT_EXAMPLE],
    nearMisses: ['eyJhbGciOiJIUzI1NiJ9.payload.signature'],
    entropy: 3,
  },
  {
    id: 'jwt-base64',
    title: 'JSON web token in base64',
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
    pattern: String.raw`\b(ZXlK[a-zA-Z0-9/+_-]{40,1000}={0,2})`,
    examples: [Buffer.from(JWT_EXAMPLE).toString('base64')],
    nearMisses: ['ZXlKaGJHY2lPaU'],
    entropy: 2.5,
  },
  {
    id: 'curl-auth-user',
    title: 'credentials in a curl command',
    source: 'https://curl.se/docs/manpage.html',
    pattern: String.raw`\bcurl\b(?:[^\n]|\\\r?\n){0,400}?[ \t\r\n](?:-u|--user)(?:=|[ \t]{0,5})["']?([^\s"':]{0,100}:[^\s"']{3,200}|[^\s"':]{3,100}:)(?:["'\s]|$)`,
    check: 'credentials',
    examples: ['curl -s -u admin:q7Wm2vKx90 https://a.invalid/\n', 'curl https://a.invalid --user="a:q7Wm2vKx90"\n'],
    nearMisses: ['curl -u $USER:$PASS https://a.invalid\n', 'curl -u user:password https://a.invalid\n'],
    entropy: 2,
  },
  {
    id: 'curl-auth-header',
    title: 'authorization in a curl command',
    source: 'https://curl.se/docs/manpage.html',
    pattern: String.raw`\bcurl\b(?:[^\n]|\\\r?\n){0,400}?[ \t\r\n](?:-H|--header)(?:=|[ \t]{0,5})["'](?i:(?:Authorization:[ \t]{0,5}(?:(?:Basic|Bearer|(?:Api-)?Token)[ \t])?|(?:X-(?:[a-z]{1,30}-)?)?(?:Api-?)?(?:Key|Token):[ \t]{0,5}))([\w=~@.+/-]{8,1000})["']`,
    examples: [
      'curl -H "Authorization: Bearer q7Wm2vKx90LpRtYz41" https://a.invalid\n',
      "curl --header 'X-Api-Key: q7Wm2vKx90LpRtYz41' a\n",
    ],
    nearMisses: ['curl -H "Authorization: Bearer $TOKEN" https://a.invalid\n'],
    entropy: 2.75,
  },
  {
    id: 'url-credentials',
    title: 'password in an address',
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    pattern: String.raw`\b(?:https?|ftp|ssh|git|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?|ldaps?)://[^\s:/@"'<>\x60]{1,100}:([^\s:/@"'<>\x60{}$]{6,200})@[\w.-]{3,200}`,
    check: 'credentials',
    examples: ['postgres://app:q7Wm2vKx90Lp@db.own.invalid/x'],
    nearMisses: [
      'postgres://user:password@localhost/x',
      'https://a.invalid:8080/@x',
      'https://u:$'.concat('{PASSWORD}@a.invalid'),
    ],
    entropy: 2.8,
  },
  {
    id: 'generic-api-key',
    title: 'random value of a name such as `token`, `secret` or `password`',
    source: 'https://cwe.mitre.org/data/definitions/798.html',
    pattern: String.raw`(?i)(?:access|auth|(?-i:[Aa]pi|API)|credential|creds|key|passw(?:or)?d|secret|token)[ \t\w.-]{0,20}[\s'"]{0,3}(?:=>|:{0,3}=|\?=|>|\|\||:|,)[\x60'"\s=]{0,5}([\w.=-]{10,150}|[a-z0-9][a-z0-9+/]{11,400}={0,3})(?:[\x60'"\s;]|\\[nr]|$)`,
    generic: true,
    examples: ['api_token = "q7Wm2vKx90LpRtYz41aB"', 'password: "xK9#"\nsecret: dE5gH7jK9mN1pQ3s'],
    nearMisses: ['key = "some-long-feature-name"', 'token: example_token_here'],
    entropy: 3.5,
  },
];
