/** Chat, mail, telephony, social networks. */
import type { SecretRule } from './rule.ts';
import { assigned, token, UUID } from './table.ts';

const SLACK = 'https://api.slack.com/authentication/token-types';
const DISCORD = 'https://discord.com/developers/docs/topics/oauth2';
const X = 'https://docs.x.com/fundamentals/authentication/overview';
const META = 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/';
const MAILGUN = 'https://documentation.mailgun.com/docs/mailgun/api-reference/authentication/';

export const MESSAGING_RULES: readonly SecretRule[] = [
  token('slack-bot-token', 'Slack bot token', SLACK, ['xoxb-{d10-13}-{d10-13}{u0-200}'], { entropy: 3 }),
  token('slack-legacy-bot-token', 'Slack legacy bot token', SLACK, 'xoxb-{d8-14}-{n18-26}'),
  token('slack-user-token', 'Slack user token', SLACK, 'xox(p|e)-{d10-13}-{d10-13}-{d10-13}-{u28-34}'),
  token('slack-app-token', 'Slack app token', SLACK, 'xapp-{d1}-{n1-40}-{d1-20}-{n1-200}', { anyCase: true }),
  token(
    'slack-config-access-token',
    'Slack configuration token',
    SLACK,
    ['xoxe.xox(b|p)-{d1}-{n163-166}', 'xoxe-xox(b|p)-{d1}-{n163-166}'],
    { anyCase: true },
  ),
  token('slack-config-refresh-token', 'Slack configuration refresh token', SLACK, 'xoxe-{d1}-{n146}', {
    anyCase: true,
  }),
  token('slack-legacy-token', 'Slack legacy token', SLACK, 'xox(o|s)-{d1-20}-{d1-20}-{d1-20}-{x1-100}'),
  token('slack-legacy-workspace-token', 'Slack workspace token', SLACK, ['xox(a|r)-{d1}-{n8-48}', 'xox(a|r)-{n8-48}']),
  {
    id: 'slack-webhook-url',
    title: 'Slack webhook',
    source: SLACK,
    pattern: String.raw`\b(hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56})`,
    examples: [`https://hooks.slack.com/services/T01ABCDEF23/B45GHIJKL67/${'q7Wm2vKx90LpRtYz41aB'.slice(0, 20)}Zz9x`],
    nearMisses: ['https://hooks.slack.com/services/T01/B45/x'],
  },
  {
    id: 'microsoft-teams-webhook',
    title: 'Microsoft Teams webhook',
    source: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/',
    pattern: String.raw`(https://[a-z0-9]{1,60}\.webhook\.office\.com/webhookb2/[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12}@[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12}/IncomingWebhook/[a-z0-9]{32}/[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12})`,
    examples: [
      'https://own.webhook.office.com/webhookb2/1f3c9a52-77b0-4c1e-9d11-02ab34cd56ef@2f3c9a52-77b0-4c1e-9d11-02ab34cd56ef/IncomingWebhook/1f3c9a5277b04c1e9d1102ab34cd56ef/3f3c9a52-77b0-4c1e-9d11-02ab34cd56ef',
    ],
    nearMisses: ['https://own.webhook.office.com/webhookb2/1f3c9a52'],
  },
  assigned('discord-api-token', 'Discord token', DISCORD, 'discord', '{x64}'),
  assigned('discord-client-id', 'Discord client id', DISCORD, 'discord', '{d18}', { identifier: true }),
  assigned('discord-client-secret', 'Discord client secret', DISCORD, 'discord', '{e32}'),
  token('discord-bot-token', 'Discord bot token', DISCORD, '(M|N|O){u23-25}.{u6}.{u27-38}', {
    context: ['discord'],
    entropy: 4,
  }),
  assigned(
    'telegram-bot-api-token',
    'Telegram bot token',
    'https://core.telegram.org/bots/api',
    'telegr',
    '{d5-16}:A{u34}',
  ),
  assigned(
    'mattermost-access-token',
    'Mattermost token',
    'https://developers.mattermost.com/integrate/reference/personal-access-token/',
    'mattermost',
    '{n26}',
  ),
  token(
    'sendgrid-api-token',
    'SendGrid API key',
    'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
    'SG.{v66}',
    { anyCase: true, entropy: 2.5 },
  ),
  token('sendinblue-api-token', 'Brevo API key', 'https://developers.brevo.com/', 'xkeysib-{h64}-{n16}'),
  assigned('sendbird-access-id', 'Sendbird application id', 'https://sendbird.com/docs/', 'sendbird', UUID, {
    identifier: true,
  }),
  assigned('sendbird-access-token', 'Sendbird token', 'https://sendbird.com/docs/', 'sendbird', '{x40}'),
  assigned(
    'mailchimp-api-key',
    'Mailchimp API key',
    'https://mailchimp.com/developer/marketing/guides/quick-start/',
    'mailchimp',
    '{x32}-us{d2}',
  ),
  assigned('mailgun-private-api-token', 'Mailgun API key', MAILGUN, 'mailgun', 'key-{x32}'),
  assigned('mailgun-pub-key', 'Mailgun validation key', MAILGUN, 'mailgun', 'pubkey-{x32}', { identifier: true }),
  assigned('mailgun-signing-key', 'Mailgun webhook signing key', MAILGUN, 'mailgun', '{n32}-{n8}-{n8}'),
  assigned(
    'messagebird-api-token',
    'MessageBird token',
    'https://developers.messagebird.com/',
    ['message-bird'],
    '{n25}',
  ),
  assigned(
    'messagebird-client-id',
    'MessageBird client id',
    'https://developers.messagebird.com/',
    ['message-bird'],
    UUID,
    { identifier: true },
  ),
  token('twilio-api-key', 'Twilio API key', 'https://www.twilio.com/docs/iam/api-keys', 'SK{x32}', { entropy: 3 }),
  assigned('twitch-api-token', 'Twitch token', 'https://dev.twitch.tv/docs/authentication/', 'twitch', '{n30}'),
  assigned('twitter-access-secret', 'X access secret', X, 'twitter', '{n45}'),
  assigned('twitter-access-token', 'X access token', X, 'twitter', '{d15-25}-{n20-40}'),
  assigned('twitter-api-key', 'X API key', X, 'twitter', '{n25}'),
  assigned('twitter-api-secret', 'X API secret', X, 'twitter', '{n50}'),
  {
    id: 'twitter-bearer-token',
    title: 'X bearer token',
    source: X,
    pattern: String.raw`(?i)twitter[ \t\w.-]{0,20}[\s'"]{0,3}(?:=>|:{0,3}=|\?=|>|\|\||:|,)[\x60'"\s=]{0,5}(A{22}[a-z0-9%]{80,100})(?:[^\w]|$)`,
    examples: [`twitter_token = "${'A'.repeat(22)}${'q7Wm2vKx90LpRtYz41'.repeat(5).slice(0, 84)}"`],
    nearMisses: ['twitter_token = "AAAAAAAAAAAAAAAAAAAAAAshort"'],
    entropy: 2,
  },
  token('facebook-access-token', 'Meta app token', META, ['{d15-16}|{u27-40}', '{d15-16}%{u27-40}'], {
    anyCase: true,
    context: ['facebook'],
    entropy: 3,
  }),
  token('facebook-page-access-token', 'Meta page token', META, 'EAA(M|C){n100-1000}', { entropy: 4, anyCase: true }),
  assigned('facebook-secret', 'Meta app secret', META, 'facebook', '{x32}', { entropy: 3 }),
  assigned(
    'linkedin-client-id',
    'LinkedIn client id',
    'https://learn.microsoft.com/linkedin/shared/authentication/',
    ['linked-in'],
    '{n14}',
    { identifier: true },
  ),
  assigned(
    'linkedin-client-secret',
    'LinkedIn client secret',
    'https://learn.microsoft.com/linkedin/shared/authentication/',
    ['linked-in'],
    '{n16}',
  ),
  assigned(
    'flickr-access-token',
    'Flickr token',
    'https://www.flickr.com/services/api/auth.oauth.html',
    'flickr',
    '{n32}',
  ),
  assigned('intercom-api-key', 'Intercom token', 'https://developers.intercom.com/', 'intercom', '{e60}'),
  assigned('beamer-api-token', 'Beamer token', 'https://www.getbeamer.com/api', 'beamer', 'b_{e44}'),
];
