/** Money: payment, exchanges, shops, shipping. */
import type { SecretRule } from './rule.ts';
import { assigned, token, UUID } from './table.ts';

const SHOPIFY = 'https://shopify.dev/docs/apps/build/authentication-authorization';
const FLUTTERWAVE = 'https://developer.flutterwave.com/docs/authentication';
const PLAID = 'https://plaid.com/docs/quickstart/glossary/';
const KUCOIN = 'https://www.kucoin.com/docs/basic-info/connection-method/authentication/creating-a-request';

export const PAYMENT_RULES: readonly SecretRule[] = [
  token('stripe-access-token', 'Stripe key', 'https://docs.stripe.com/keys', '(sk|rk)_(test|live|prod)_{n10-99}'),
  token(
    'stripe-webhook-secret',
    'Stripe webhook signing secret',
    'https://docs.stripe.com/webhooks',
    'whsec_{b32-64}{=0-2}',
    { entropy: 3.5 },
  ),
  token(
    'square-access-token',
    'Square token',
    'https://developer.squareup.com/docs/build-basics/access-tokens',
    '(EAAA|sq0atp-){u22-60}',
    { entropy: 2.5 },
  ),
  token('shopify-access-token', 'Shopify token', SHOPIFY, 'shpat_{x32}'),
  token('shopify-custom-access-token', 'Shopify custom app token', SHOPIFY, 'shpca_{x32}'),
  token('shopify-private-app-access-token', 'Shopify private app token', SHOPIFY, 'shppa_{x32}'),
  token('shopify-shared-secret', 'Shopify shared secret', SHOPIFY, 'shpss_{x32}'),
  token('flutterwave-public-key', 'Flutterwave public key', FLUTTERWAVE, 'FLWPUBK_TEST-{n32}-X', { identifier: true }),
  token('flutterwave-secret-key', 'Flutterwave secret key', FLUTTERWAVE, 'FLWSECK_TEST-{n32}-X'),
  token('flutterwave-encryption-key', 'Flutterwave encryption key', FLUTTERWAVE, 'FLWSECK_TEST{n12}'),
  token('flutterwave-encryption-key-test', 'Flutterwave encryption key', FLUTTERWAVE, 'FLWSECK_TEST-{n12}'),
  assigned('gocardless-api-token', 'GoCardless token', 'https://developer.gocardless.com/', 'gocardless', 'live_{e40}'),
  token('duffel-api-token', 'Duffel token', 'https://duffel.com/docs/api/overview/welcome', 'duffel_(test|live)_{e43}'),
  token('easypost-api-token', 'EasyPost key', 'https://docs.easypost.com/docs/authentication', 'EZAK{n54}'),
  token('easypost-test-api-token', 'EasyPost test key', 'https://docs.easypost.com/docs/authentication', 'EZTK{n54}'),
  token('shippo-api-token', 'Shippo token', 'https://docs.goshippo.com/', 'shippo_(live|test)_{x40}'),
  assigned('lob-api-key', 'Lob key', 'https://docs.lob.com/', 'lob', '(live|test)_{x35}'),
  assigned('lob-pub-api-key', 'Lob publishable key', 'https://docs.lob.com/', 'lob', '(live|test)_pub_{x31}', {
    identifier: true,
  }),
  assigned('plaid-api-token', 'Plaid access token', PLAID, 'plaid', `access-(sandbox|development|production)-${UUID}`),
  assigned('plaid-client-id', 'Plaid client id', PLAID, 'plaid', '{n24}', { entropy: 3.5, identifier: true }),
  assigned('plaid-secret-key', 'Plaid secret', PLAID, 'plaid', '{n30}', { entropy: 3.5 }),
  assigned(
    'finicity-api-token',
    'Finicity token',
    'https://developer.mastercard.com/open-finance-us/documentation/',
    'finicity',
    '{x32}',
  ),
  assigned(
    'finicity-client-secret',
    'Finicity client secret',
    'https://developer.mastercard.com/open-finance-us/documentation/',
    'finicity',
    '{n20}',
  ),
  assigned('finnhub-access-token', 'Finnhub token', 'https://finnhub.io/docs/api/authentication', 'finnhub', '{n20}'),
  assigned(
    'freshbooks-access-token',
    'FreshBooks token',
    'https://www.freshbooks.com/api/authentication',
    'freshbooks',
    '{n64}',
  ),
  assigned('coinbase-access-token', 'Coinbase token', 'https://docs.cdp.coinbase.com/', 'coinbase', '{u64}'),
  assigned('kraken-access-token', 'Kraken key', 'https://docs.kraken.com/api/', 'kraken', '{B80-90}'),
  assigned('kucoin-access-token', 'KuCoin key', KUCOIN, 'kucoin', '{x24}'),
  assigned('kucoin-secret-key', 'KuCoin secret', KUCOIN, 'kucoin', UUID),
  assigned('bittrex-access-key', 'Bittrex key', 'https://bittrex.github.io/api/v3', 'bittrex', '{n32}'),
  assigned('etsy-access-token', 'Etsy token', 'https://developers.etsy.com/documentation/', '^etsy', '{n24}', {
    entropy: 3,
  }),
  assigned('squarespace-access-token', 'Squarespace token', 'https://developers.squarespace.com/', 'squarespace', UUID),
  {
    id: 'freemius-secret-key',
    title: 'Freemius secret key',
    source: 'https://freemius.com/help/documentation/',
    pattern: String.raw`(?i)["']secret_key["']\s{0,20}=>\s{0,20}["'](sk_\S{29})["']`,
    paths: ['.php'],
    examples: ["'secret_key' => 'sk_ubb4yN3mzqGR2x8#P7r5&@*xC$utE',"],
    nearMisses: ["'secret_key' => 'sk_short',"],
  },
];
