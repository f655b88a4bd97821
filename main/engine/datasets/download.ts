/**
 * Fetches official files. A file is written under a temporary name while its size and checksum are worked out, and
 * renamed only when both are the official ones: what is there under its own name is whole. A cut connection leaves
 * nothing, and the next attempt starts that file afresh; files that are already whole are not fetched again.
 */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream, renameSync, rmSync, statSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../../preload/schema/failure'
import { makeFolder } from '../../files/make-folder'
import { ownFile, ownFolder } from '../../files/own-rights'
import type { OfficialFile } from './official'

export interface DownloadProgress { file: string; received: number; total: number }

export interface DownloadOptions {
  onProgress?: (progress: DownloadProgress) => void
  /** Which addresses may be asked, redirects included; tests allow a server of their own. */
  mayAsk?: (address: URL) => boolean
  /** Milliseconds without a single byte after which a connection counts as broken. */
  patience?: number
  /** Ends it; what has come of a file is removed. */
  signal?: AbortSignal
}

const mostRedirects = 5
const onlyHttps = ({ protocol }: URL): boolean => protocol === 'https:'

/** @throws Failure when a file cannot be had as it should be; the other files that are whole stay */
export async function downloadFiles(
  files: readonly OfficialFile[],
  folder: string,
  options: DownloadOptions = {}
): Promise<void> {
  try {
    makeFolder(folder, ownFolder)
  } catch (error) {
    throw new Failure(
      `The folder ${folder} cannot be made (${(error as Error).message}); choose another with --data-dir.`
    )
  }
  for (const file of files) {
    if (!(await isWhole(join(folder, file.name), file))) await downloadFile(file, folder, options)
  }
}

export async function isWhole(path: string, { bytes, sha256 }: OfficialFile): Promise<boolean> {
  const state = statSync(path, { throwIfNoEntry: false })
  if (!state?.isFile() || state.size !== bytes) return false
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex') === sha256
}

async function downloadFile(file: OfficialFile, folder: string, options: DownloadOptions): Promise<void> {
  const path = join(folder, file.name)
  const temporary = `${path}.${process.pid}.partial`
  const patience = new Patience(options.patience ?? 60_000, options.signal)
  try {
    const response = await ask(file, options.mayAsk ?? onlyHttps, patience)
    await receive(response, file, temporary, patience, options.onProgress ?? (() => undefined))
    renameSync(temporary, path)
  } catch (error) {
    if (error instanceof Failure) throw error
    if (options.signal?.aborted) throw new Failure(`The download of ${file.name} was stopped.`)
    throw new Failure(
      `The download of ${file.address} broke off (${reasonOf(error, patience)}); ` +
        `try again, or put the file into ${folder} yourself.`
    )
  } finally {
    patience.end()
    rmSync(temporary, { force: true })
  }
}

function reasonOf(error: unknown, patience: Patience): string {
  if (patience.signal.aborted) return 'nothing came for too long'
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}

/** Follows redirects itself, so that none leads to an address that may not be asked. */
async function ask(file: OfficialFile, mayAsk: (address: URL) => boolean, patience: Patience): Promise<Response> {
  let address = new URL(file.address)
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    if (!mayAsk(address))
      throw new Failure(
        `The download of ${file.address} leads to ${address.href}, which is not https; ` +
          'expected the official file over https.'
      )
    const response = await fetch(address, {
      redirect: 'manual',
      signal: patience.signal,
      headers: { 'accept-encoding': 'identity' }
    })
    if (response.ok) return response
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) {
      throw new Failure(
        `The address ${address.href} answered with status ${response.status}; expected the official file ${file.name}.`
      )
    }
    address = new URL(location, address)
  }
  throw new Failure(
    `The address ${file.address} was redirected more than ${mostRedirects} times; ` +
      `expected the official file ${file.name}.`
  )
}

async function receive(
  response: Response,
  file: OfficialFile,
  temporary: string,
  patience: Patience,
  onProgress: (progress: DownloadProgress) => void
): Promise<void> {
  const declared = Number(response.headers.get('content-length') ?? file.bytes)
  if (declared !== file.bytes) {
    await response.body?.cancel()
    throw wrongSize(file, declared)
  }
  const handle = await open(temporary, 'w', ownFile.mode)
  const hash = createHash('sha256')
  try {
    const received = await pour(response, handle, hash, file, patience, onProgress)
    if (received !== file.bytes) throw wrongSize(file, received)
    await handle.sync()
  } finally {
    await handle.close()
  }
  const found = hash.digest('hex')
  if (found !== file.sha256)
    throw new Failure(`The file from ${file.address} has the SHA-256 checksum ${found}; expected ${file.sha256}.`)
}

async function pour(
  response: Response,
  handle: FileHandle,
  hash: Hash,
  file: OfficialFile,
  patience: Patience,
  onProgress: (progress: DownloadProgress) => void
): Promise<number> {
  let received = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    patience.renew()
    received += chunk.length
    if (received > file.bytes) throw wrongSize(file, received)
    hash.update(chunk)
    await handle.write(chunk)
    onProgress({ file: file.name, received, total: file.bytes })
  }
  return received
}

const wrongSize = (file: OfficialFile, found: number): Failure =>
  new Failure(
    `The file from ${file.address} has ${found > file.bytes ? 'at least ' : ''}${found} bytes; expected ${file.bytes}.`
  )

/** Ends a connection on which nothing comes. */
class Patience {
  readonly signal: AbortSignal
  readonly #controller = new AbortController()
  readonly #milliseconds: number
  #timer: NodeJS.Timeout

  /** @param stop by whoever waits */
  constructor(milliseconds: number, stop?: AbortSignal) {
    this.#milliseconds = milliseconds
    this.#timer = this.#start()
    this.signal = AbortSignal.any([this.#controller.signal, ...(stop === undefined ? [] : [stop])])
  }

  renew(): void {
    clearTimeout(this.#timer)
    this.#timer = this.#start()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(), this.#milliseconds)
  }
}
