/**
 * Under which addresses the pages are served. Always under a name of this machine itself, whichever port a tunnel
 * brings; where a proxy of the user's stands before it, under the one address that was named, too. Under any other a
 * foreign page could have its own name lead here (DNS rebinding).
 */
import type { IncomingMessage } from 'node:http'
import { Failure } from '../../preload/schema/failure'

/** Where a proxy offers the pages to browsers. `folder`: of its path, '' or '/maskscope'. */
export interface PublicAddress { origin: string; host: string; folder: string }

/** @throws Failure when it is no address of pages */
export function publicAddressFrom(text: string): PublicAddress {
  const address = URL.canParse(text) ? new URL(text) : null
  const isPlain = address !== null && /^https?:$/.test(address.protocol) &&
    address.username === '' && address.password === '' && address.search === '' && address.hash === ''
  if (!isPlain)
    throw new Failure(`--public-address takes an address such as https://lab.example/maskscope/, not "${text}".`)
  return { origin: address.origin, host: address.host, folder: address.pathname.replace(/\/+$/, '') }
}

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/

export class ServedAddress {
  readonly #behind: PublicAddress | null

  /** @param behind null where no proxy stands before it */
  constructor(behind: PublicAddress | null) {
    this.#behind = behind
  }

  /** Whether a request may be for these pages, by the name that it was sent to. */
  isServed({ headers: { host = '' } }: IncomingMessage): boolean {
    return loopbackHost.test(host) || (this.#behind !== null && host === this.#behind.host)
  }

  /** Whether one of these pages sent the request, and no other page of the browser. */
  isOwnPage(request: IncomingMessage): boolean {
    const { host = '', origin } = request.headers
    if (!this.isServed(request)) return false
    if (this.#behind !== null && origin === this.#behind.origin) return true
    return loopbackHost.test(host) && origin === `http://${host}`
  }

  /** The path that a request asks for, without the folder that a proxy may have left before it. */
  pathOf({ url = '' }: IncomingMessage): string {
    const path = url.replace(/\?.*$/s, '')
    const { folder = '' } = this.#behind ?? {}
    return folder !== '' && path.startsWith(`${folder}/`) ? path.slice(folder.length) : path
  }

  /** Where a request for the folder without its last stroke has to go, as pages lie beside each other; or null. */
  movedTo({ url = '' }: IncomingMessage): string | null {
    const [path = '', query] = url.split('?')
    const isFolder = this.#behind !== null && this.#behind.folder !== '' && path === this.#behind.folder
    return isFolder ? `${path}/${query === undefined ? '' : `?${query}`}` : null
  }

  /** What a person opens. @param port of this machine, @param query with the token */
  toOpen(port: number, query: string): string {
    const { origin, folder } = this.#behind ?? { origin: `http://127.0.0.1:${port}`, folder: '' }
    return `${origin}${folder}/?${query}`
  }
}
