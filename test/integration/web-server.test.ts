/**
 * The loopback server, from outside: only its own page, with the token of its address, can talk to it, and no request
 * reaches a file that is not a page's.
 */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connecting, Page, serve, type Connecting, type Served } from '../fixtures/served'
import { temporaryFolder } from '../fixtures/temporary'

let served: Served
const store = temporaryFolder()

beforeAll(async () => {
  writeFileSync(join(store, 'secret.json'), '"secret"')
  served = await serve(store)
})
afterAll(async () => {
  // Whatever was sent to it, it has neither fallen nor complained.
  const { code, remarks } = await served.end()
  expect({ code, remarks }).toEqual({
    code: 0, remarks: 'press Ctrl-C to end; trainings that were started go on, what waits in the queue waits\n'
  })
})

interface Answer { status: number; headers: IncomingMessage['headers']; body: string }

async function ask(path: string, { method = 'GET', host = `127.0.0.1:${served.port}` } = {}): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port: served.port, path, method, headers: { Host: host } })
  sent.end()
  const [response] = await once(sent, 'response') as [IncomingMessage]
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, body }
}

describe('pages', () => {
  it('are served with a policy that runs no foreign code and embeds them nowhere', async () => {
    const { status, headers, body } = await ask('/')
    expect(status).toBe(200)
    expect(body).toMatch(/^<!doctype html>/i)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    const policy = Object.fromEntries(
      String(headers['content-security-policy'])
        .split('; ')
        .map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')])
    )
    expect(policy).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'"
    })
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store'
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it('hold no inline script, which that policy would refuse', async () => {
    const { body } = await ask('/')
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/)
    const [script] = /src="([^"]+\.js)"/.exec(body)!.slice(1)
    expect(await ask(new URL(script, 'http://x/').pathname)).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable'
      }
    })
  })

  it('may be asked for by HEAD, never changed', async () => {
    expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/', { method })).status).toBe(405)
  })

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/../../main/cli.js',
    '/..\\package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/secret.json',
    '/catalogue.sqlite',
    '/%00',
    '/index.html%00.js',
    '/assets/',
    '/constructor',
    '/__proto__',
    '/%'
  ])('do not lead to %s', async (path) => {
    const { status, body, headers } = await ask(path)
    expect({ status, body }).toEqual({ status: 404, body: 'There is no such page.' })
    expect(headers['content-security-policy']).toBeDefined()
  })

  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example#127.0.0.1',
    '0.0.0.0',
    '[::1].evil'
  ])('are not served to the host %j, under which a foreign page could reach this machine', async (host) => {
    expect(await ask('/', { host })).toMatchObject({ status: 403, body: 'This address is not served here.' })
  })

  it('are served under every name of this machine itself, through a tunnel’s port too', async () => {
    for (const host of ['localhost', 'localhost:8080', `127.0.0.1:${served.port}`, '[::1]:9000'])
      expect((await ask('/', { host })).status).toBe(200)
  })

  it('are not served to the network', async () => {
    const addresses = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address && !address.internal && address.family === 'IPv4')
    for (const address of addresses) {
      const socket = connect(served.port, address!.address)
      expect(
        await once(socket, 'connect').then(
          () => 'connected',
          (error: NodeJS.ErrnoException) => error.code
        )
      ).toBe('ECONNREFUSED')
    }
  })
})

describe('the address of the socket', () => {
  it('says whether a token is valid, for a page that was not let in', async () => {
    expect(await ask(`/api?token=${served.token}`)).toMatchObject({ status: 204, body: '' })
    for (const query of ['', '?token=', `?token=${served.token.slice(1)}`, `?token=${'x'.repeat(served.token.length)}`])
      expect(await ask(`/api${query}`)).toMatchObject({ status: 403, body: 'This access token is not valid.' })
    expect(await ask(`/api?token=${served.token}`, { host: 'evil.example' })).toMatchObject({ status: 403 })
    expect(await ask(`/api?token=${served.token}`, { method: 'POST' })).toMatchObject({ status: 405 })
  })
})

describe('the socket', () => {
  const refused: [string, () => Connecting][] = [
    ['without its token', () => ({ token: '' })],
    ['with another token', () => ({ token: 'x'.repeat(served.token.length) })],
    ['with a part of its token', () => ({ token: served.token.slice(1) })],
    ['with a token of other characters', () => ({ token: 'é'.repeat(served.token.length / 2) })],
    ['from a foreign page', () => ({ origin: 'http://evil.example' })],
    ['from another port of this machine', () => ({ origin: 'http://127.0.0.1:1' })],
    ['from a page of no origin', () => ({ origin: 'null' })],
    ['from a page of https', () => ({ origin: `https://127.0.0.1:${served.port}` })],
    ['to a foreign host', () => ({ host: 'evil.example', origin: 'http://evil.example' })],
    ['at another path', () => ({ path: '/' })]
  ]

  it.each(refused)('is refused %s', async (_how, differently) => {
    const socket = connecting(served, differently())
    const [, response] = await once(socket, 'unexpected-response') as [unknown, IncomingMessage]
    expect(response.statusCode).toBe(403)
    response.destroy()
    socket.on('error', () => undefined)
    socket.terminate()
  })

  it('survives one that breaks off while it is refused', async () => {
    const upgrade =
      'GET /api HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
    for (let i = 0; i < 40; i++) {
      const socket = connect(served.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(upgrade)
      if (i % 2) await new Promise((resolve) => setImmediate(resolve))
      socket.resetAndDestroy()
    }
    expect((await ask('/')).status).toBe(200)
  })

  it('answers its own page', async () => {
    const page = await Page.open(served)
    expect(await page.call('application.about', {})).toMatchObject({ storePath: store })
    page.socket.close()
  })

  it('answers a message that is no call with a sentence', async () => {
    const page = await Page.open(served)
    const noCall = {
      call: 0,
      outcome: 'error',
      sentence: 'The page sent a message that is not a call of the contract.'
    }
    for (const text of [
      '',
      'hello',
      '{',
      '[]',
      'null',
      '{"call":1}',
      '{"call":1,"method":"runs.list"}',
      '{"call":1.5,"method":"runs.list","request":{}}',
      '{"call":1,"method":"runs.destroy","request":{}}',
      '{"call":1,"method":"__proto__","request":{}}',
      '{"call":1,"method":"constructor","request":{}}',
      '{"call":1,"method":"runs.list","request":{},"more":1}',
      '"'.repeat(1000)
    ])
      expect(await page.replyToText(text)).toEqual(noCall)
    page.socket.close()
  })

  it('answers a request that its method does not take with a sentence that names the place', async () => {
    const page = await Page.open(served)
    expect(await page.sentence('runs.detail', { id: '../../etc/passwd' })).toMatch(
      /^The request runs\.detail is not valid at "id": .*\.$/
    )
    expect(await page.sentence('runs.detail', null)).toMatch(/^The request runs\.detail is not valid at "": .*\.$/)
    expect(await page.sentence('runs.list', { path: '/etc' })).toMatch(/^The request runs\.list is not valid/)
    expect(await page.sentence('queue.add', { trainings: [{ configuration: {}, name: null }] })).toMatch(
      /^The request queue\.add is not valid at "trainings\.0\.configuration/
    )
    expect(await page.sentence('runs.annotate', { ids: ['20260101-000000-abcd'], change: { name: ' ' } })).toMatch(
      /^The request runs\.annotate is not valid at "change.name"/
    )
    expect(
      await page.sentence('runs.follow', {
        id: '20260101-000000-abcd',
        cursor: {
          iteration: -1,
          testIteration: 0,
          epoch: 0,
          snapshots: { newest: 0, first: 0, whole: 0, thinned: 0 },
          evaluations: 0,
          pruning: 0,
          sensitivity: 0
        }
      })
    ).toMatch(/"cursor\.iteration"/)
    page.socket.close()
  })

  it('closes on a message of more than a megabyte, and stays open for others', async () => {
    const [page, other] = [await Page.open(served), await Page.open(served)]
    page.socket.send('x'.repeat((1 << 20) + 1))
    expect((await once(page.socket, 'close'))[0]).toBe(1009)
    expect(await other.call('training.presets', {})).toHaveProperty('presets')
    other.socket.close()
  })
})
