/**
 * The workbench in a browser: the same pages over loopback HTTP, the same contract over a WebSocket. The page needs
 * the random token of its address; Host and Origin are checked, so that no other page can talk to it (DNS rebinding).
 */
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { Failure } from '../../preload/schema/failure'
import { storeParameter, type StoreName } from '../../preload/schema/stores'
import { Session } from '../api/session'
import type { Stores } from '../api/stores'
import { readPages, type PageFiles } from '../pages/files'
import { headersOf, securityHeaders } from '../pages/headers'
import { ServedAddress, type PublicAddress } from './address'
import { usualLimits, type Limits } from './limits'
import { attend } from './page-socket'
import { accessToken } from './token'
import { Turns } from './turns'

const largestMessage = 1 << 20
/** Of a connection on which no page has come, or has been taken, for so long nobody waits any more. */
const idleMilliseconds = 30_000

export interface Served {
  /** What a person opens. */
  address: string
  /** Of this machine. */
  port: number
  /** Why the address holds until this server ends, and no longer; null where the next one has it too. */
  unkept: string | null
  close: () => Promise<void>
}

export interface Serving {
  /** 0 takes a free one. */
  port: number
  /** The store that the address shows; undefined for the own one. */
  shown?: StoreName
  /** Where a proxy offers the pages; null without one. */
  publicAddress?: PublicAddress | null
  /** The built pages, unless told otherwise. */
  files?: PageFiles
  limits?: Limits
}

/** What every request is judged by. */
interface Site { address: ServedAddress; token: string; files: PageFiles; limits: Limits }

/**
 * Serves until closed.
 * @throws Failure when the port is taken, or there is no store and none can be made
 */
export async function serve(
  stores: Stores,
  { port: wanted, shown, publicAddress = null, files = builtPages(), limits = usualLimits }: Serving
): Promise<Served> {
  const { store } = stores.own
  // A store that can only be read is served all the same: to look at its runs needs no more.
  store.canBeWritten()
  const { token, unkept } = accessToken(store.path)
  const site = { address: new ServedAddress(publicAddress), token, files, limits }
  const server = createServer((request, response) => answer(site, request, response))
  server.setTimeout(idleMilliseconds)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage })
  const turns = new Turns()
  server.on('upgrade', (request, socket, head) => {
    // Nobody else listens from here on: one that breaks off would end the whole server.
    socket.on('error', () => socket.destroy())
    if (!mayConnect(site, request)) return refuseSocket(socket, '403 Forbidden')
    if (sockets.clients.size >= limits.pages) return refuseSocket(socket, '503 Service Unavailable')
    sockets.handleUpgrade(request, socket, head, (client) =>
      attend(client, turns, limits, (emit) => new Session(stores.own, emit, stores)))
  })
  await listening(server, wanted)
  const { port } = server.address() as AddressInfo
  return {
    address: site.address.toOpen(port, queryOf(site.token, shown)),
    port, unkept,
    close: () => new Promise((resolve) => {
      for (const client of sockets.clients) client.terminate()
      server.close(() => resolve())
    })
  }
}

const builtPages = (): PageFiles => readPages(join(import.meta.dirname, '..', 'renderer'))

const listening = (server: Server, port: number): Promise<void> => new Promise((resolve, reject) => {
  server.once('error', (error) =>
    reject(new Failure(`Port ${port} cannot be used (${error.message}); choose another with --port.`))
  )
  server.listen(port, '127.0.0.1', resolve)
})

const refuseSocket = (socket: Duplex, status: string): void =>
  void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)

const queryOf = (token: string, shown: StoreName | undefined): string =>
  new URLSearchParams({ token, ...(shown === undefined ? {} : { [storeParameter]: shown }) }).toString()

function answer(site: Site, request: IncomingMessage, response: ServerResponse): void {
  const { address, files } = site
  const refuse = (status: number, sentence: string): void => {
    response.writeHead(status, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' }).end(sentence)
  }
  if (!address.isServed(request)) return refuse(403, 'This address is not served here.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only pages can be asked for here.')
  // A page whose socket was not let in asks whether its token is to blame, or there was nobody to let it in.
  if (hasToken(site, request)) return void response.writeHead(204, securityHeaders).end()
  const path = address.pathOf(request)
  if (path === socketPath) return refuse(403, 'This access token is not valid.')
  const moved = address.movedTo(request)
  if (moved !== null) return void response.writeHead(302, { ...securityHeaders, Location: moved }).end()
  const file = files.get(path)
  if (!file) return refuse(404, 'There is no such page.')
  response.writeHead(200, { ...headersOf(file), 'Content-Length': file.content.length })
  response.end(request.method === 'HEAD' ? undefined : file.content)
}

const socketPath = '/api'

const mayConnect = (site: Site, request: IncomingMessage): boolean =>
  site.address.isOwnPage(request) && hasToken(site, request)

/** Whether it asks for the socket, by the right token. */
function hasToken({ address, token }: Site, request: IncomingMessage): boolean {
  const query = (request.url ?? '').split('?')[1]
  const given = Buffer.from(new URLSearchParams(query).get('token') ?? '')
  const expected = Buffer.from(token)
  return address.pathOf(request) === socketPath && given.length === expected.length && timingSafeEqual(given, expected)
}
