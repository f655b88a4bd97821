/**
 * The workbench in a browser: the same pages over loopback HTTP, the same contract over a WebSocket. The page needs
 * the random token of its address; Host and Origin are checked, so that no other page can talk to it (DNS rebinding).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { encodeFrame } from '../../preload/contract/frames'
import { Failure } from '../../preload/schema/failure'
import { Session } from '../api/session'
import type { Workbench } from '../api/workbench'
import { readPages, type PageFiles } from '../pages/files'
import { securityHeaders } from '../pages/headers'

const largestMessage = 1 << 20

export interface Served { address: string; close: () => Promise<void> }

/** Serves until closed. @throws Failure when the port is taken */
export async function serve(workbench: Workbench, port: number): Promise<Served> {
  workbench.store.prepareForWriting()
  const token = randomBytes(24).toString('base64url')
  const files = readPages(join(import.meta.dirname, '..', 'renderer'))
  const server = createServer((request, response) => answerPage(files, request, response))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage })
  sockets.on('connection', (socket: WebSocket) => attend(workbench, socket))
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
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?token=${token}`,
    close: () => new Promise((resolve) => {
      for (const client of sockets.clients) client.terminate()
      server.close(() => resolve())
    })
  }
}

function answerPage(files: PageFiles, request: IncomingMessage, response: ServerResponse): void {
  const refuse = (status: number, sentence: string): void => {
    response.writeHead(status, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' }).end(sentence)
  }
  if (!isLoopbackHost(request.headers.host)) return refuse(403, 'This address is not served here.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only pages can be asked for here.')
  const file = files.get((request.url ?? '').replace(/\?.*$/s, ''))
  if (!file) return refuse(404, 'There is no such page.')
  response.writeHead(200, { ...securityHeaders, 'Content-Type': file.type, 'Content-Length': file.content.length })
  response.end(request.method === 'HEAD' ? undefined : file.content)
}

/** A tunnel may bring another port, but never another name. */
function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host ?? '')
}

function mayConnect(request: IncomingMessage, token: string): boolean {
  const { host, origin } = request.headers
  if (!isLoopbackHost(host) || origin !== `http://${host}`) return false
  const [path, query] = (request.url ?? '').split('?')
  const given = Buffer.from(new URLSearchParams(query).get('token') ?? '')
  const expected = Buffer.from(token)
  return path === '/api' && given.length === expected.length && timingSafeEqual(given, expected)
}

function attend(workbench: Workbench, socket: WebSocket): void {
  const send = (frame: unknown): void => { if (socket.readyState === socket.OPEN) socket.send(encodeFrame(frame)) }
  const session = new Session(workbench, (event) => send({ kind: 'event', event }))
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
