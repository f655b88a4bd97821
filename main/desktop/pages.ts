/** Serves the built pages by the application's own scheme: a real origin, with a content security policy. */
import type { Protocol } from 'electron'
import type { PageFiles } from '../pages/files'
import { headersOf, securityHeaders } from '../pages/headers'
import { pageHost, pageScheme } from './addresses'

/** The scheme behaves like https; Electron wants to know before it is ready. */
export const privilegedSchemes = [
  { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }
]

/** Answers one request from the list of built files; a path that is not in the list leads nowhere. */
export function answerPage(files: PageFiles, request: Pick<Request, 'url' | 'method'>): Response {
  const { host, pathname } = new URL(request.url)
  const file = host === pageHost && request.method === 'GET' ? files.get(pathname) : undefined
  if (!file) return new Response('Not found', { status: 404, headers: securityHeaders })
  return new Response(new Uint8Array(file.content), { headers: headersOf(file) })
}

/** Starts to serve the pages. */
export function servePages(protocol: Pick<Protocol, 'handle'>, files: PageFiles): void {
  protocol.handle(pageScheme, (request) => answerPage(files, request))
}
