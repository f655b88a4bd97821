/**
 * The workbench in a browser: the same pages over loopback HTTP, the same contract over a WebSocket. The page needs
 * the random token of its address; Host and Origin are checked, so that no other page can talk to it (DNS rebinding).
 */
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { encodeFrame } from '../../preload/contract/frames'
import { Failure } from '../../preload/schema/failure'
import { storeParameter, type StoreName } from '../../preload/schema/stores'
import { Session } from '../api/session'
import type { Stores } from '../api/stores'
import { readPages, type PageFiles } from '../pages/files'
import { headersOf, securityHeaders } from '../pages/headers'
import { keptToken } from './token'

const largestMessage = 1 << 20

export interface Served { address: string; close: () => Promise<void> }

/**
 * Serves until closed.
 * @param shown the store that the address shows; undefined for the own one
 * @throws Failure when the port is taken, or the store cannot be written
 */
export async function serve(stores: Stores, port: number, shown?: StoreName): Promise<Served> {
  const { store } = stores.own
  store.prepareForWriting()
  const token = keptToken(store.path)
  const files = readPages(join(import.meta.dirname, '..', 'renderer'))
  const server = createServer((request, response) => answer(files, token, request, response))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage })
  sockets.on('connection', (socket: WebSocket) => attend(stores, socket))
  server.on('upgrade', (request, socket, head) => {
    // Nobody else listens from here on: one that breaks off would end the whole server.
    socket.on('error', () => socket.destroy())
    if (!mayConnect(request, token)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Failure(`Port ${port} cannot be used (${error.message}); choose another with --port.`))
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?${queryOf(token, shown)}`,
    close: () => new Promise((resolve) => {
      for (const client of sockets.clients) client.terminate()
      server.close(() => resolve())
    })
  }
}

const queryOf = (token: string, shown: StoreName | undefined): string =>
  new URLSearchParams({ token, ...(shown === undefined ? {} : { [storeParameter]: shown }) }).toString()

function answer(files: PageFiles, token: string, request: IncomingMessage, response: ServerResponse): void {
  const refuse = (status: number, sentence: string): void => {
    response.writeHead(status, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' }).end(sentence)
  }
  if (!isLoopbackHost(request.headers.host)) return refuse(403, 'This address is not served here.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only pages can be asked for here.')
  // A page whose socket was not let in asks whether its token is to blame, or there was nobody to let it in.
  if (hasToken(request, token)) return void response.writeHead(204, securityHeaders).end()
  if (pathOf(request) === socketPath) return refuse(403, 'This access token is not valid.')
  const file = files.get(pathOf(request))
  if (!file) return refuse(404, 'There is no such page.')
  response.writeHead(200, { ...headersOf(file), 'Content-Length': file.content.length })
  response.end(request.method === 'HEAD' ? undefined : file.content)
}

/** A tunnel may bring another port, but never another name. */
function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host ?? '')
}

const socketPath = '/api'
const pathOf = ({ url }: IncomingMessage): string => (url ?? '').replace(/\?.*$/s, '')

function mayConnect(request: IncomingMessage, token: string): boolean {
  const { host, origin } = request.headers
  return isLoopbackHost(host) && origin === `http://${host}` && hasToken(request, token)
}

/** Whether it asks for the socket, by the right token. */
function hasToken(request: IncomingMessage, token: string): boolean {
  const query = (request.url ?? '').split('?')[1]
  const given = Buffer.from(new URLSearchParams(query).get('token') ?? '')
  const expected = Buffer.from(token)
  return pathOf(request) === socketPath && given.length === expected.length && timingSafeEqual(given, expected)
}

function attend(stores: Stores, socket: WebSocket): void {
  const send = (frame: unknown): void => { if (socket.readyState === socket.OPEN) socket.send(encodeFrame(frame)) }
  const session = new Session(stores.own, (event) => send({ kind: 'event', event }), stores)
  socket.on('message', (data) => {
    void session.answer(parsed(String(data))).then((reply) => send({ kind: 'reply', reply }))
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => session.close())
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
