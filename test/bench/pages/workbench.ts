/** The built program as a person meets it in a browser: `serve`, and a page of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, Page } from '@playwright/test'
import { project } from '../../e2e/runtimes'

export interface Served { address: string; process: number; end: () => Promise<void> }

export async function serve(store: string): Promise<Served> {
  const server = spawn(process.execPath, [join(project, 'out/main/cli.js'), 'serve', '--port', '0', '--store', store], {
    stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, MASKSCOPE_NODE: process.execPath }
  })
  const ended = once(server, 'exit')
  // Where the measurement is broken off.
  const kill = (): void => { server.kill('SIGKILL') }
  process.prependOnceListener('exit', kill)
  const end = async (): Promise<void> => {
    process.off('exit', kill)
    server.kill('SIGTERM')
    await ended
  }
  let remarks = ''
  server.stderr.on('data', (chunk: Buffer) => { remarks += String(chunk) })
  for await (const line of createInterface(server.stdout)) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0]
    if (address !== undefined) return { address, process: server.pid ?? 0, end }
  }
  throw new Error(`\`serve\` ended before it printed an address: ${remarks}`)
}

/** A page without a cache, as large as the tests' pages; it goes when the work with it has ended. */
export async function withPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    return await use(page)
  } finally {
    await context.close()
  }
}

/** Goes to a view of a run. */
export async function openRun(page: Page, { address }: Served, path: string): Promise<void> {
  await page.goto(`${address}#/run/${path}`)
}

/** As long as a person looks at what came before the next click, at least. */
export const aPersonLooks = (page: Page): Promise<void> => page.waitForTimeout(1000)

/** Ends the training whose page is open. */
export async function stopRun(page: Page): Promise<void> {
  await page.getByTestId('stop-training').click()
  await page.getByTestId('run-status').filter({ hasText: /stopped/i }).waitFor()
}
