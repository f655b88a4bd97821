/**
 * What the Node of Electron 9 lacks and the desktop shell uses. An uncaught error ends it, instead of waiting in a
 * dialog.
 */
import { app } from 'electron'

/** As much of a Response as the page protocol makes. */
class PageResponse {
  readonly status: number
  readonly headers: Record<string, string>
  constructor(readonly body: string | Uint8Array, options: { status?: number, headers: Record<string, string> }) {
    this.status = options.status ?? 200
    this.headers = options.headers
  }
}

Object.assign(globalThis, { Response: PageResponse })

function endOn(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`)
  app.exit(1)
}
process.on('uncaughtException', endOn)
process.on('unhandledRejection', endOn)
