import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testServer } from '../../test/temporary.ts';
import { HttpClient } from './http-client.ts';

function client(retry = 3) {
  const waits: number[] = [];
  const http = new HttpClient({ env: {}, retry, wait: async (milliseconds) => void waits.push(milliseconds) });
  return { http, waits };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

test('a good answer, also compressed and behind redirects', async () => {
  const server = await testServer();
  server.routes.set('/a', 'plain');
  server.routes.set('/z', (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('zipped')));
  server.routes.set('/r', (_, response) => response.writeHead(302, { location: '/a' }).end());
  server.routes.set('/loop', (_, response) => response.writeHead(302, { location: '/loop' }).end());
  const { http } = client();
  expect(text((await http.get({ url: `${server.url}/a`, maxBytes: 10 })).body)).toBe('plain');
  expect(text((await http.get({ url: `${server.url}/z`, maxBytes: 100 })).body)).toBe('zipped');
  expect(await http.get({ url: `${server.url}/r`, maxBytes: 10 })).toMatchObject({
    status: 200,
    url: `${server.url}/a`,
  });
  expect((await http.get({ url: `${server.url}/none`, maxBytes: 10 })).status).toBe(404);
  await expect(http.get({ url: `${server.url}/loop`, maxBytes: 10 })).rejects.toMatchObject({ code: 'redirect' });
  await expect(http.get({ url: 'file:///etc/passwd', maxBytes: 10 })).rejects.toMatchObject({
    code: 'registry-unsupported',
  });
});

test('failures that may pass are tried again, honouring Retry-After up to ten seconds', async () => {
  const server = await testServer();
  let tries = 0;
  server.routes.set('/flaky', (request, response) => {
    tries++;
    if (tries === 1) response.writeHead(503, { 'retry-after': '2' }).end();
    else if (tries === 2) response.writeHead(429, { 'retry-after': '99999' }).end();
    else if (tries === 3) request.socket.destroy();
    else response.end('whole');
  });
  const { http, waits } = client();
  expect(text((await http.get({ url: `${server.url}/flaky`, maxBytes: 1000 })).body)).toBe('whole');
  expect(waits.slice(0, 2)).toEqual([2000, 10_000]);
  expect(waits).toHaveLength(3);
});

test('a truncated body never counts; after the last try the error says what to do', async () => {
  const server = await testServer();
  server.routes.set('/cut', (request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('part');
    setImmediate(() => request.socket.destroy());
  });
  const { http, waits } = client(2);
  const failure = http.get({ url: `${server.url}/cut`, maxBytes: 1000 });
  await expect(failure).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('--offline') });
  expect(waits).toHaveLength(2);
  expect(server.requests).toHaveLength(3);
});

test('bodies are bounded, also when they unpack to more', async () => {
  const server = await testServer();
  server.routes.set('/big', 'x'.repeat(1000));
  server.routes.set('/bomb', (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(100_000))),
  );
  const { http } = client();
  for (const path of ['/big', '/bomb']) {
    await expect(http.get({ url: server.url + path, maxBytes: 500 })).rejects.toMatchObject({ code: 'too-large' });
  }
});

test('nobody listening', async () => {
  const { http } = client(0);
  await expect(http.get({ url: 'http://127.0.0.1:1/', maxBytes: 1 })).rejects.toMatchObject({ code: 'network' });
});

test('requests go through the proxy that is set', async () => {
  const proxy = await testServer();
  proxy.routes.set('http://registry.invalid/x', 'via proxy');
  const http = new HttpClient({ env: {}, proxy: proxy.url.replace('http://', ''), retry: 0 });
  expect(text((await http.get({ url: 'http://registry.invalid/x', maxBytes: 100 })).body)).toBe('via proxy');
});
