/** Monitoring, analytics, machine learning, offices, and other services. */
import type { SecretRule } from './rule.ts';
import { assigned, token, UUID } from './table.ts';

const NEW_RELIC = 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/';
const NEW_RELIC_NAMES = ['new-relic'];
const SENTRY = 'https://docs.sentry.io/account/auth-tokens/';
const GRAFANA = 'https://grafana.com/docs/grafana/latest/administration/service-accounts/';
const ASANA = 'https://developers.asana.com/docs/authentication';
const ADOBE = 'https://developer.adobe.com/developer-console/docs/guides/authentication/';
const HUGGING_FACE = 'https://huggingface.co/docs/hub/security-tokens';
const AIRTABLE = 'https://airtable.com/developers/web/api/authentication';
const DROPBOX = 'https://developers.dropbox.com/oauth-guide';
const SUMO = 'https://help.sumologic.com/docs/manage/security/access-keys/';

export const SERVICE_RULES: readonly SecretRule[] = [
  assigned('new-relic-browser-api-token', 'New Relic browser key', NEW_RELIC, NEW_RELIC_NAMES, 'NRJS-{x19}', {
    identifier: true,
  }),
  assigned('new-relic-insert-key', 'New Relic insert key', NEW_RELIC, NEW_RELIC_NAMES, 'NRII-{m32}'),
  assigned('new-relic-user-api-id', 'New Relic user key id', NEW_RELIC, NEW_RELIC_NAMES, '{n64}'),
  assigned('new-relic-user-api-key', 'New Relic user key', NEW_RELIC, NEW_RELIC_NAMES, 'NRAK-{n27}'),
  assigned(
    'datadog-access-token',
    'Datadog key',
    'https://docs.datadoghq.com/account_management/api-app-keys/',
    'datadog',
    '{n40}',
  ),
  token(
    'dynatrace-api-token',
    'Dynatrace token',
    'https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens',
    'dt0c01.{n24}.{n64}',
    { entropy: 4 },
  ),
  assigned('sentry-access-token', 'Sentry token', SENTRY, 'sentry', '{x64}', { entropy: 3 }),
  {
    id: 'sentry-org-token',
    title: 'Sentry organization token',
    source: SENTRY,
    pattern: String.raw`\b(sntrys_eyJpYXQiO[a-zA-Z0-9+/]{20,400}={0,2}_[a-zA-Z0-9+/]{43})`,
    examples: [
      `sntrys_${Buffer.from('{"iat":1700000000.5,"url":"https://s.invalid","region_url":"https://r.s.invalid","org":"o"}').toString('base64')}_${'q7Wm2vKx90LpRtYz41'.repeat(3).slice(0, 43)}`,
    ],
    nearMisses: ['sntrys_eyJpYXQiOabc_short'],
    entropy: 4.2,
  },
  token('sentry-user-token', 'Sentry user token', SENTRY, 'sntryu_{h64}', { entropy: 3.5 }),
  token('grafana-api-key', 'Grafana API key', GRAFANA, 'eyJrIjoi{n70-400}{=0-3}', { anyCase: true, entropy: 3 }),
  token('grafana-cloud-api-token', 'Grafana Cloud token', GRAFANA, 'glc_{b32-400}{=0-3}', {
    anyCase: true,
    entropy: 3,
  }),
  token('grafana-service-account-token', 'Grafana service account token', GRAFANA, 'glsa_{n32}_{x8}', {
    anyCase: true,
    entropy: 3,
  }),
  assigned('sumologic-access-id', 'Sumo Logic access id', SUMO, '^sumo', 'su{n12}', {
    anyCase: false,
    entropy: 3,
    identifier: true,
  }),
  assigned('sumologic-access-token', 'Sumo Logic access key', SUMO, '^sumo', '{n64}', { entropy: 3 }),
  assigned('rapidapi-access-token', 'RapidAPI key', 'https://docs.rapidapi.com/', 'rapidapi', '{u50}'),
  token(
    'postman-api-token',
    'Postman key',
    'https://learning.postman.com/docs/developer/postman-api/authentication/',
    'PMAK-{x24}-{x34}',
    { entropy: 3 },
  ),
  token(
    'openai-api-key',
    'OpenAI key',
    'https://platform.openai.com/docs/api-reference/authentication',
    [
      'sk-(proj|svcacct|admin)-{u74}T3BlbkFJ{u74}',
      'sk-(proj|svcacct|admin)-{u58}T3BlbkFJ{u58}',
      'sk-(proj|svcacct|admin)-{u74}T3BlbkFJ{u58}',
      'sk-(proj|svcacct|admin)-{u58}T3BlbkFJ{u74}',
      'sk-{n20}T3BlbkFJ{n20}',
    ],
    { entropy: 3 },
  ),
  token('anthropic-api-key', 'Anthropic key', 'https://docs.anthropic.com/en/api/overview', 'sk-ant-api03-{u93}AA'),
  token(
    'anthropic-admin-api-key',
    'Anthropic admin key',
    'https://docs.anthropic.com/en/api/administration-api',
    'sk-ant-admin01-{u93}AA',
  ),
  token('perplexity-api-key', 'Perplexity key', 'https://docs.perplexity.ai/', 'pplx-{n48}', { entropy: 4 }),
  assigned('cohere-api-token', 'Cohere key', 'https://docs.cohere.com/', ['cohere', 'CO_API_KEY'], '{n40}', {
    anyCase: false,
    entropy: 4,
  }),
  assigned('privateai-api-token', 'Private AI key', 'https://docs.private-ai.com/', ['private-ai'], '{a32}', {
    anyCase: false,
    entropy: 3,
  }),
  token('huggingface-access-token', 'Hugging Face token', HUGGING_FACE, 'hf_{l34}'),
  token('huggingface-organization-api-token', 'Hugging Face organization token', HUGGING_FACE, 'api_org_{l34}'),
  assigned('airtable-api-key', 'Airtable key', AIRTABLE, 'airtable', '{n17}'),
  token('airtable-personnal-access-token', 'Airtable personal access token', AIRTABLE, 'pat{n14}.{h64}'),
  token(
    'notion-api-token',
    'Notion token',
    'https://developers.notion.com/reference/authentication',
    'ntn_{d11}{n35}',
    { entropy: 4 },
  ),
  assigned('asana-client-id', 'Asana client id', ASANA, 'asana', '{d16}', { identifier: true }),
  assigned('asana-client-secret', 'Asana client secret', ASANA, 'asana', '{n32}'),
  assigned('adafruit-api-key', 'Adafruit IO key', 'https://io.adafruit.com/api/docs/', 'adafruit', '{u32}'),
  assigned('adobe-client-id', 'Adobe client id', ADOBE, 'adobe', '{x32}', { identifier: true }),
  token('adobe-client-secret', 'Adobe client secret', ADOBE, 'p8e-{n32}'),
  token(
    '1password-secret-key',
    '1Password secret key',
    'https://support.1password.com/secret-key-security/',
    ['A3-{A6}-{A11}-{A5}-{A5}-{A5}', 'A3-{A6}-{A6}-{A5}-{A5}-{A5}-{A5}'],
    { entropy: 3.8 },
  ),
  token(
    '1password-service-account-token',
    '1Password service account token',
    'https://developer.1password.com/docs/service-accounts/',
    'ops_eyJ{b250-1000}{=0-3}',
    { entropy: 4 },
  ),
  {
    id: 'okta-access-token',
    title: 'Okta token',
    source: 'https://developer.okta.com/docs/guides/create-an-api-token/',
    pattern: String.raw`(?:[Oo]kta|OKTA)[ \t\w.-]{0,20}[\s'"]{0,3}(?:=>|:{0,3}=|\?=|>|\|\||:|,)[\x60'"\s=]{0,5}(00[\w=-]{40})(?:[^\w=-]|$)`,
    examples: ['okta_token = "00aB3dE5gH7jK9mN1pQ3sT5vX7zA9cD1fG3iJ5lO8r"'],
    nearMisses: ['okta_token = "00aB3dE5gH7jK9mN1pQ3sT5"'],
    entropy: 3.8,
  },
  token(
    'authress-service-client-access-key',
    'Authress key',
    'https://authress.io/knowledge-base/docs/',
    '(sc|ext|scauth|authress)_{n5-30}.{n4-6}.acc{U11-33}.{E30-120}',
    { anyCase: true },
  ),
  assigned('dropbox-api-token', 'Dropbox secret', DROPBOX, 'dropbox', '{n15}'),
  assigned('dropbox-long-lived-api-token', 'Dropbox token, long-lived', DROPBOX, 'dropbox', '{n11}AAAAAAAAAA{e43}'),
  assigned('dropbox-short-lived-api-token', 'Dropbox token', DROPBOX, 'dropbox', 'sl.{e135}'),
  assigned(
    'contentful-delivery-api-token',
    'Contentful token',
    'https://www.contentful.com/developers/docs/references/authentication/',
    'contentful',
    '{e43}',
  ),
  token('frameio-api-token', 'Frame.io token', 'https://developer.frame.io/', 'fio-u-{e64}'),
  assigned('hubspot-api-key', 'HubSpot key', 'https://developers.hubspot.com/', 'hubspot', UUID),
  assigned(
    'mapbox-api-token',
    'Mapbox token',
    'https://docs.mapbox.com/accounts/guides/tokens/',
    'mapbox',
    'pk.{n60}.{n22}',
    { identifier: true },
  ),
  token('maxmind-license-key', 'MaxMind licence key', 'https://dev.maxmind.com/geoip/', '{n6}_{n29}_mmk', {
    entropy: 4,
  }),
  assigned(
    'nytimes-access-token',
    'New York Times key',
    'https://developer.nytimes.com/',
    ['nytimes', 'new-york-times,', 'newyorktimes'],
    '{e32}',
  ),
  token('readme-api-token', 'ReadMe key', 'https://docs.readme.com/', 'rdme_{a70}'),
  assigned('typeform-api-token', 'Typeform token', 'https://www.typeform.com/developers/', 'typeform', 'tfp_{v59}'),
  assigned('zendesk-secret-key', 'Zendesk secret', 'https://developer.zendesk.com/', 'zendesk', '{n40}'),
  assigned(
    'sidekiq-secret',
    'Sidekiq credentials',
    'https://github.com/sidekiq/sidekiq/wiki/',
    ['BUNDLE_ENTERPRISE__CONTRIBSYS__COM', 'BUNDLE_GEMS__CONTRIBSYS__COM'],
    '{x8}:{x8}',
  ),
  {
    id: 'sidekiq-sensitive-url',
    title: 'Sidekiq credentials in an address',
    source: 'https://github.com/sidekiq/sidekiq/wiki/',
    pattern: String.raw`(?i)\bhttps?://([a-f0-9]{8}:[a-f0-9]{8})@(?:gems|enterprise)\.contribsys\.com`,
    examples: ['https://1a2b3c4d:5e6f7a8b@gems.contribsys.com/'],
    nearMisses: ['https://gems.contribsys.com/'],
  },
];
