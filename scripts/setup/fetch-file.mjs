/** `fetch-file.mjs ADDRESS FILE`: run by the project's own Node, which knows the user's proxy (NODE_USE_ENV_PROXY). */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const [address = '', file = ''] = process.argv.slice(2)

async function fetchFile() {
  const response = await fetch(address)
  if (!response.ok || response.body === null) throw new Error(`${address} answers ${response.status}`)
  const body = /** @type {import('node:stream/web').ReadableStream} */ (response.body)
  await pipeline(Readable.fromWeb(body), createWriteStream(file, { flags: 'wx' }))
}

try {
  await fetchFile()
} catch (error) {
  // `fetch` says only that it failed, and why in its cause.
  const { message, cause } = /** @type {Error} */ (error)
  process.stderr.write(`error: ${cause instanceof Error && cause.message !== '' ? cause.message : message}\n`)
  process.exitCode = 1
}
