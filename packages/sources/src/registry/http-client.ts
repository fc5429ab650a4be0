/**
 * The one HTTP client: GET over kept connections, proxies and extra certificates from the environment as cargo and Node
 * know them, bounded bodies, redirects, and retries with backoff as cargo's `net.retry` does them.
 */
import { readFileSync } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { SourcesError } from '../error.ts';

/** How to reach servers. */
export interface HttpClientOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further tries after a failed one. */
  readonly retry?: number;
  /** A proxy that takes the place of the environment's (`http.proxy` of cargo's configuration). */
  readonly proxy?: string;
  /** A PEM file of further certificate authorities (`http.cainfo`). */
  readonly caFile?: string;
  readonly connections?: number;
  /** Without any byte for so long a request counts as failed (cargo's `http.timeout`). */
  readonly idleTimeout?: number;
  /** Waits between tries; replaced in tests. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** One GET. */
export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes: number;
}

/** A whole answer, decompressed. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
  /** After redirects. */
  readonly url: string;
}

/** Enough to hide latency without being rude to a registry; cargo has up to 200 in flight over HTTP/2. */
const DEFAULT_CONNECTIONS = 16;
const DEFAULT_RETRY = 3;
const DEFAULT_IDLE_TIMEOUT = 30_000;
/** No response may take longer than this in all, however steadily it trickles. */
const TOTAL_TIMEOUT = 300_000;
const MAX_REDIRECTS = 5;
/** Cargo's backoff (`retry.rs`): about half a second, then three seconds more a time, at most ten. */
const FIRST_WAIT = 500;
const WAIT_STEP = 3000;
const MAX_WAIT = 10_000;

const inflate = promisify(gunzip);

/** A failed try that may go better the next time. */
class TransientError extends Error {
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}

/** GETs with kept connections, bounds and retries. */
export class HttpClient {
  readonly #plain: http.Agent;
  readonly #secure: https.Agent;
  readonly #retry: number;
  readonly #idleTimeout: number;
  readonly #wait: (milliseconds: number) => Promise<void>;

  constructor(options: HttpClientOptions = {}) {
    const proxyEnv = proxyEnvironment(options.env ?? process.env, options.proxy);
    const shared = { keepAlive: true, maxSockets: options.connections ?? DEFAULT_CONNECTIONS, proxyEnv };
    const ca = authorities(options.caFile, options.env ?? process.env);
    this.#plain = new http.Agent(shared);
    this.#secure = new https.Agent(ca === undefined ? shared : { ...shared, ca });
    this.#retry = options.retry ?? DEFAULT_RETRY;
    this.#idleTimeout = options.idleTimeout ?? DEFAULT_IDLE_TIMEOUT;
    this.#wait = options.wait ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds)));
  }

  /** GETs a URL. Every status below 500 but 429 is an answer; others are tried again and then thrown. */
  async get(request: HttpRequest): Promise<HttpResponse> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#follow(request);
      } catch (error) {
        if (!(error instanceof TransientError)) throw error;
        if (attempt >= this.#retry) throw networkError(request.url, error, attempt + 1);
        await this.#wait(Math.min(error.retryAfter ?? backoff(attempt), MAX_WAIT));
      }
    }
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  async #follow(request: HttpRequest): Promise<HttpResponse> {
    let url = parseUrl(request.url);
    for (let hops = 0; ; hops++) {
      const response = await this.#once(url, request);
      const location = [301, 302, 303, 307, 308].includes(response.status) ? response.headers['location'] : undefined;
      if (typeof location !== 'string') return response;
      if (hops === MAX_REDIRECTS)
        throw new SourcesError('redirect', `${request.url} redirects more than ${MAX_REDIRECTS} times`);
      const next = parseUrl(location, url);
      if (url.protocol === 'https:' && next.protocol !== 'https:') {
        throw new SourcesError(
          'redirect',
          `${request.url} redirects from https to ${next.protocol}//, which is refused`,
        );
      }
      url = next;
    }
  }

  async #once(url: URL, request: HttpRequest): Promise<HttpResponse> {
    const response = await this.#send(url, request);
    const status = response.status;
    if (status >= 500 || status === 429) {
      throw new TransientError(`HTTP status ${status}`, retryAfter(response.headers['retry-after']));
    }
    return response;
  }

  #send(url: URL, request: HttpRequest): Promise<HttpResponse> {
    const secure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const headers = { 'user-agent': 'lazaret', 'accept-encoding': 'gzip', ...request.headers };
      const client = (secure ? https : http).get(
        url,
        { agent: secure ? this.#secure : this.#plain, headers, timeout: this.#idleTimeout },
        (message) => {
          readBody(message, request).then((body) => resolve({ ...answer(message), body, url: url.href }), reject);
        },
      );
      const deadline = setTimeout(() => client.destroy(new Error('the response takes too long')), TOTAL_TIMEOUT);
      client.on('timeout', () => client.destroy(new Error('no answer in time')));
      client.on('error', (error) => reject(new TransientError(error.message, undefined, { cause: error })));
      client.on('close', () => clearTimeout(deadline));
    });
  }
}

function answer(message: IncomingMessage): Pick<HttpResponse, 'status' | 'headers'> {
  return { status: message.statusCode ?? 0, headers: message.headers };
}

/** The whole body; a connection that ends before the stated length is a failed try, never a short body. */
async function readBody(message: IncomingMessage, request: HttpRequest): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of message as AsyncIterable<Uint8Array>) {
      size += piece.length;
      if (size > request.maxBytes) throw tooLarge(request);
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof SourcesError) throw error;
    throw new TransientError(`the response broke off (${(error as Error).message})`, undefined, { cause: error });
  }
  const body = Buffer.concat(pieces);
  if (message.headers['content-encoding'] !== 'gzip' || size === 0) return body;
  return decompress(body, request);
}

async function decompress(body: Uint8Array, request: HttpRequest): Promise<Uint8Array> {
  try {
    return await inflate(body, { maxOutputLength: request.maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(request);
    throw new TransientError('the response is not valid gzip', undefined, { cause: error });
  }
}

function tooLarge(request: HttpRequest): SourcesError {
  return new SourcesError('too-large', `the answer of ${request.url} is larger than ${request.maxBytes} bytes`);
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new SourcesError('registry-unsupported', `\`${text}\` is no http or https address`);
  }
  return url;
}

function networkError(url: string, error: TransientError, tries: number): SourcesError {
  const message = `${url} cannot be fetched: ${error.message} (tried ${tries === 1 ? 'once' : `${tries} times`}); check the network or the proxy settings, or use --offline`;
  return new SourcesError('network', message, { cause: error });
}

function backoff(attempt: number): number {
  // Spread out so that sixteen downloads that failed together do not come back together.
  return attempt === 0 ? FIRST_WAIT + Math.random() * 1000 : FIRST_WAIT + WAIT_STEP * attempt;
}

function retryAfter(header: string | string[] | undefined): number | undefined {
  const seconds = typeof header === 'string' && /^[0-9]{1,6}$/.test(header) ? Number(header) : undefined;
  return seconds === undefined ? undefined : seconds * 1000;
}

/** The variables Node's agents look at, from those that cargo looks at. */
function proxyEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  proxy: string | undefined,
): NodeJS.ProcessEnv {
  const noProxy = env['NO_PROXY'] ?? env['no_proxy'];
  const common = env['ALL_PROXY'] ?? env['all_proxy'];
  const secure = proxy ?? env['HTTPS_PROXY'] ?? env['https_proxy'] ?? common;
  const plain = proxy ?? env['HTTP_PROXY'] ?? env['http_proxy'] ?? common;
  return {
    ...(secure === undefined ? {} : { HTTPS_PROXY: withScheme(secure) }),
    ...(plain === undefined ? {} : { HTTP_PROXY: withScheme(plain) }),
    ...(noProxy === undefined ? {} : { NO_PROXY: noProxy }),
  };
}

/** libcurl, and so cargo, takes a bare `host:port` for an HTTP proxy. */
function withScheme(proxy: string): string {
  return /^[a-z0-9+]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** Node's own authorities (NODE_EXTRA_CA_CERTS among them) and those of the file that cargo would use. */
function authorities(
  caFile: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string[] | undefined {
  const file = caFile ?? env['SSL_CERT_FILE'];
  if (file === undefined || file === '') return undefined;
  try {
    return [...tls.getCACertificates('default'), readFileSync(file, 'utf8')];
  } catch (error) {
    if (caFile === undefined) return undefined;
    throw new SourcesError('unreadable', `the certificate file ${caFile} cannot be read`, { cause: error });
  }
}
